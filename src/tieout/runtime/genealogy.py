"""Genealogy: where the goods and their value came from, and where they went, take by take.

From a shipment back through its production run to the receipts of the very lots and the bills that
paid for them; from a receipt forward to every shipment made of it (S002-51).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

from sqlalchemy import Connection

from tieout.core.scaled import QUANTUM_PLACES, scaled
from tieout.insight.destination import Destination, destinations
from tieout.runtime.history import history_of
from tieout.runtime.subjects import Subject

FORWARD: Final = frozenset(
    {
        "lot",
        "receipt",
        "run",
        "event",
        "transfer",
        "bill",
        "shipment",
        "return",
        "QuickBooks",
        "document",
        "entry",
    }
)
"""Subjects whose goods are followed forward; an order is the end of its goods."""

OUT: Final = -1
"""The sink of what left the company."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedLot:
    """A lot as born (quantity 10⁻⁶, value 10⁻⁸ home) and what it holds now.

    `bills` paid for its receipt line, with `billed` of it, in home minor units.
    """

    id: int
    event: str
    kind: str
    external_id: str
    day: str
    item: str
    location: str
    number: str
    account: str
    reference: str
    quantity: int
    value: int
    held_quantity: int
    held_value: int
    bills: tuple[str, ...] = ()
    billed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedTake:
    """Quantity and value that went from one lot to another by an event; `sink` −1 = out."""

    event: str
    lot: int
    sink: int
    quantity: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedPayment:
    """A payment of a bill that paid for a lot, in the bill's currency, 10⁻⁸ of its unit."""

    bill: str
    external_id: str
    day: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedConversion:
    """Labour or overhead a run added to a lot of work, 10⁻⁸ home units."""

    lot: int
    run: str
    figure: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Genealogy:
    """The lots around a subject: those of its own events, their origins and what became of them.

    `destinations` say where the subject's own goods are now, with what they are worth there.
    """

    own: tuple[int, ...]
    forward: bool
    lots: tuple[TracedLot, ...]
    takes: tuple[TracedTake, ...]
    payments: tuple[TracedPayment, ...] = ()
    conversion: tuple[TracedConversion, ...] = ()
    destinations: tuple[Destination, ...] = ()


def genealogy_of(connection: Connection, events: Sequence[str], subject: Subject) -> Genealogy:
    """The lots the events bore or took from, followed back to receipts, and forward where asked."""
    own = _touched(connection, events)
    if subject.what == "lot":
        own = _numbered(connection, subject.name) or own
    takes = _follow(connection, own, back=True)
    forward = subject.what in FORWARD
    if forward:
        takes |= _follow(connection, own, back=False)
    keys = own | {take.lot for take in takes} | {take.sink for take in takes if take.sink != OUT}
    forth = own | {take.sink for take in takes if take.sink != OUT}
    takes = _with_late(connection, takes)
    ordered = sorted(takes, key=lambda take: (take.lot, take.sink, take.event, take.quantity, take.value))
    lots = tuple(_lots(connection, sorted(keys)))
    return Genealogy(
        own=tuple(sorted(own)),
        forward=forward,
        lots=lots,
        takes=tuple(ordered),
        conversion=tuple(_conversion(connection, keys)),
        payments=tuple(_payments(connection, {bill for lot in lots for bill in lot.bills})),
        destinations=_destinations(connection, own, forth) if forward else (),
    )


def _conversion(connection: Connection, lots: set[int]) -> Iterator[TracedConversion]:
    """What the runs among the lots added of labour and overhead, revisions included."""
    history = history_of(connection, lots)
    for lot in sorted(lots & set(history.runs)):
        run = history.runs[lot]
        sums: dict[str, int] = {}
        for figure, _, value in run.conversion:
            sums[figure] = sums.get(figure, 0) + value
        for figure, value in sorted(sums.items()):
            if value:
                yield TracedConversion(lot=lot, run=run.run, figure=figure, value=value)


def _payments(connection: Connection, bills: set[str]) -> Iterator[TracedPayment]:
    """Payments of the bills, as they were read back."""
    rows = connection.exec_driver_sql(
        "SELECT v.external_id, v.day, r.raw FROM event v JOIN record r ON r.seq = v.seq "
        "WHERE v.kind = 'bill_paid' AND json_extract(r.raw, '$.bill') IN "
        "(SELECT value FROM json_each(?)) ORDER BY v.day, v.seq",
        (json.dumps(sorted(bills)),),
    )
    for row in rows if bills else ():
        raw = json.loads(row.raw)
        yield TracedPayment(
            bill=str(raw["bill"]),
            external_id=row.external_id,
            day=row.day,
            amount=scaled(str(raw.get("amount", "0")), QUANTUM_PLACES),
            currency=str(raw["currency"]),
        )


def _destinations(connection: Connection, own: set[int], forth: set[int]) -> tuple[Destination, ...]:
    """Where the goods of stock lots are now: in lots that hold units, and in runs not finished."""
    listed = json.dumps(sorted(forth))
    rows = connection.exec_driver_sql(
        "SELECT l.id, COALESCE(h.quantity, 0) AS quantity FROM lot l LEFT JOIN lot_held h ON h.lot = l.id "
        "WHERE (h.quantity > 0 OR l.reference LIKE 'run:%') "
        "AND l.id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))",
        (listed,),
    )
    holding = {int(row.id): int(row.quantity) for row in rows}
    history = history_of(connection, forth)
    stocked = [lot for lot in own if history.lots[lot].layer and history.lots[lot].quantity]
    return destinations(history, stocked, holding) if stocked else ()


def _touched(connection: Connection, events: Sequence[str]) -> set[int]:
    """Lots the events bore; what they took is reached from there."""
    sql = "SELECT id FROM lot WHERE event IN (SELECT value FROM json_each(?))"
    return {int(key) for (key,) in connection.exec_driver_sql(sql, (json.dumps(list(events)),))}


def _numbered(connection: Connection, number: str) -> set[int]:
    rows = connection.exec_driver_sql("SELECT id FROM lot WHERE number = ?", (number,))
    return {int(key) for (key,) in rows}


_BACK: Final = (
    "SELECT event, lot, sink, SUM(quantity) AS quantity, SUM(value) AS value FROM take "
    "WHERE sink IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) GROUP BY event, lot, sink"
)
_ON: Final = (
    "SELECT event, lot, sink, SUM(quantity) AS quantity, SUM(value) AS value FROM take "
    "WHERE lot IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) GROUP BY event, lot, sink"
)


def _follow(connection: Connection, start: Iterable[int], *, back: bool) -> set[TracedTake]:
    """Every take on the way from the lots, back to their origins or on to what became of them."""
    found: set[TracedTake] = set()
    seen = set(start)
    front = sorted(seen)
    while front:
        reached: set[int] = set()
        for row in connection.exec_driver_sql(_BACK if back else _ON, (json.dumps(front),)):
            take = TracedTake(
                event=row.event, lot=row.lot, sink=row.sink, quantity=row.quantity, value=row.value
            )
            found.add(take)
            reached.add(take.lot if back else take.sink)
        front = sorted(reached - seen - {OUT})
        seen |= reached
    return found


def _with_late(connection: Connection, takes: set[TracedTake]) -> set[TracedTake]:
    """The takes, those from a run to what it made with the late costs that followed.

    Late costs are noted beside every other take; a run passes them on unnoted, and what its output
    passed on and kept of them says how much it was.
    """
    listed = json.dumps(sorted({take.sink for take in takes}))
    rows = connection.exec_driver_sql(
        "SELECT t.sink, MIN(t.event) AS event, MIN(t.lot) AS lot, "
        "(SELECT COALESCE(SUM(p.value), 0) FROM take p WHERE p.lot = t.sink AND p.role = 'late') + "
        "(SELECT COALESCE(SUM(v.value), 0) FROM revaluation v WHERE v.lot = t.sink "
        "AND v.why = 'late cost') AS late FROM take t WHERE t.role IN ('main', 'co_product') "
        "AND t.sink IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) GROUP BY t.sink",
        (listed,),
    )
    late = {(row.event, row.lot, row.sink): int(row.late) for row in rows}
    return {
        replace(take, value=take.value + late.get((take.event, take.lot, take.sink), 0)) for take in takes
    }


def _lots(connection: Connection, keys: Sequence[int]) -> Iterator[TracedLot]:
    rows = connection.exec_driver_sql(
        "SELECT l.*, e.kind, e.external_id, e.day, COALESCE(h.quantity, 0) AS held_quantity, "
        "COALESCE(h.value, 0) AS held_value FROM lot l JOIN event e ON e.id = l.event "
        "LEFT JOIN lot_held h ON h.lot = l.id "
        "WHERE l.id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) ORDER BY l.id",
        (json.dumps(list(keys)),),
    ).all()
    bills = _bills(connection, [row.reference for row in rows])
    same = [field.name for field in fields(TracedLot) if field.name not in {"bills", "billed"}]
    for row in rows:
        known = {name: getattr(row, name) for name in same}
        paid = bills.get(row.reference, [])
        numbers, amounts = tuple(bill for bill, _ in paid), tuple(minor for _, minor in paid)
        yield TracedLot(**known, bills=numbers, billed=amounts)


def _bills(connection: Connection, references: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
    """Bills that name a received lot's receipt line, by the lot's reference: number, home minor units."""
    open_items = {
        reference.removeprefix("receipt:").replace(":", "/"): reference
        for reference in references
        if reference.startswith("receipt:")
    }
    if not open_items:
        return {}
    rows = connection.exec_driver_sql(
        "SELECT l.reference, e.number, SUM(CASE l.side WHEN 'Dr' THEN l.home ELSE -l.home END) "
        "FROM entry_line l JOIN entry e ON e.seq = l.entry "
        "WHERE l.reference IN (SELECT value FROM json_each(?)) AND e.document = 'Bill' "
        "GROUP BY l.reference, e.number ORDER BY MIN(e.seq)",
        (json.dumps(list(open_items)),),
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for item, number, minor in rows:
        found.setdefault(open_items[item], []).append((number, int(minor)))
    return found
