"""Cost of goods sold, line by line: what every dollar on it is made of, down to receipts and runs.

A line is what one event put on one account; its leaves sum to it exactly (S002-51, S002-52).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Connection

from tieout.core.account import account_key
from tieout.core.money import quanta_per_minor
from tieout.insight.history import SOLD, History, StoredTake
from tieout.insight.known import Known, Moment
from tieout.insight.leaf import Leaf, Loose, leaves_of, settled
from tieout.insight.origin import Draw, Origin
from tieout.insight.pool import Pool
from tieout.runtime.history import history_of

__all__ = ["CogsLine", "Leaf", "cogs_lines"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CogsLine:
    """What an event put on an account of cost of goods sold: minor units, debit above zero, by entries.

    `leaves` sum to `minor`, in 10⁻⁸ home units.
    """

    event: str
    kind: str
    external_id: str
    account: str
    entries: tuple[str, ...]
    minor: int
    leaves: tuple[Leaf, ...]


def cogs_lines(connection: Connection, currency: str, events: Sequence[str]) -> tuple[CogsLine, ...]:
    """The lines these events put on cost of goods sold, each down to its leaves."""
    rows = connection.exec_driver_sql(
        "SELECT e.event, l.account, e.id, v.kind, v.external_id, "
        "SUM(CASE l.side WHEN 'Dr' THEN l.home ELSE -l.home END) AS minor FROM entry e "
        "JOIN entry_line l ON l.entry = e.seq JOIN event v ON v.id = e.event "
        "WHERE l.account LIKE 'cogs%' AND e.event IN (SELECT value FROM json_each(?)) "
        "GROUP BY e.event, l.account, e.id, e.seq, v.kind, v.external_id ORDER BY e.seq, l.account",
        (json.dumps(list(events)),),
    ).all()
    if not rows:
        return ()
    posted: dict[tuple[str, str], list[tuple[str, int]]] = {}
    named = {row.event: (row.kind, row.external_id) for row in rows}
    for row in rows:
        posted.setdefault((row.event, row.account), []).append((row.id, int(row.minor)))
    wanted = sorted({event for event, _ in posted})
    history = history_of(connection, _touched(connection, wanted), _strays(connection, wanted))
    quanta = quanta_per_minor(currency)
    return tuple(
        CogsLine(
            event=event,
            kind=named[event][0],
            external_id=named[event][1],
            account=account,
            entries=tuple(entry for entry, _ in entries),
            minor=sum(minor for _, minor in entries),
            leaves=settled(
                list(_leaves(history, event, account)), quanta * sum(minor for _, minor in entries)
            ),
        )
        for (event, account), entries in posted.items()
    )


def _touched(connection: Connection, events: Sequence[str]) -> set[int]:
    """Sold lots the events sold into, took back from, or changed the cost of."""
    listed = json.dumps(list(events))
    rows = connection.exec_driver_sql(
        "SELECT l.id FROM lot l WHERE l.account LIKE 'cogs%' AND l.id IN ("
        "SELECT sink FROM take WHERE event IN (SELECT value FROM json_each(?)) "
        "UNION SELECT lot FROM take WHERE event IN (SELECT value FROM json_each(?)) "
        "UNION SELECT lot FROM revaluation WHERE event IN (SELECT value FROM json_each(?)))",
        (listed, listed, listed),
    )
    return {int(lot) for (lot,) in rows} | _of_shipments(connection, listed)


def _of_shipments(connection: Connection, listed: str) -> set[int]:
    """Sold lots of shipped lines that a sale recognised where the log has the takes with the shipment."""
    rows = connection.exec_driver_sql(
        "SELECT c.parts FROM cost c WHERE c.event IN (SELECT value FROM json_each(?))", (listed,)
    )
    told = [part for (parts,) in rows for part in json.loads(parts)]
    shipped = {str(part[5]) for part in told if part[0] == "recognised" and part[5]}
    sold = connection.exec_driver_sql(
        "SELECT t.sink FROM lot l JOIN take t ON t.lot = l.id WHERE t.role = 'sold' AND l.reference != '' "
        "AND l.reference IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(shipped)),),
    )
    return {int(lot) for (lot,) in sold}


def _strays(connection: Connection, events: Sequence[str]) -> list[int]:
    rows = connection.exec_driver_sql(
        "SELECT l.id FROM lot l JOIN event v ON v.id = l.event WHERE v.kind = 'goods_returned' "
        "AND l.quantity != 0 AND NOT EXISTS (SELECT 1 FROM take t WHERE t.sink = l.id) "
        "AND v.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(events)),),
    )
    return [int(lot) for (lot,) in rows]


def _leaves(history: History, event: str, account: str) -> Iterator[Loose]:
    """What the event moved on the account, by what was known when it was costed."""
    fact = history.facts[event]
    origin = Origin(history, Known(history, "", "").by(Moment(fact.last, fact.last)))
    for lot in sorted(history.lots):
        if history.lots[lot].account == account:
            yield from _moved(history, origin, event, lot)
            late = sum(one.value for one in history.changes.get(lot, ()) if one.event == event)
            late += sum(one.value for one in history.into.get(lot, ()) if _is_late(one, event))
            if late:
                item = history.lots[lot].item
                leaf = Leaf(
                    kind="late cost", fact=fact.kind, name=fact.external_id, item=item, path=(item,)
                )
                yield leaf, Fraction(late)
    for stray in history.strays:
        if stray.event == event and account == str(account_key("cogs", category=stray.category)):
            kind, path = "returned of no known shipment", (stray.item,)
            leaf = Leaf(kind=kind, fact=fact.kind, name=fact.external_id, item=stray.item, path=path)
            yield leaf, Fraction(-stray.value)


def _is_late(take: StoredTake, event: str) -> bool:
    """Whether an event gave units that stay sold another cost: fewer were shipped with them."""
    return take.event == event and take.role == SOLD and not take.quantity


def _moved(history: History, origin: Origin, event: str, lot: int) -> Iterable[Loose]:
    """Units the event sold into a sold lot, and those it took out of it."""
    item = history.lots[lot].item
    for take in history.into.get(lot, ()):
        if take.event == event and take.role == SOLD and take.quantity:
            pool = Pool(item)
            draw = Draw(take.lot, take) if take.quantity > 0 else Draw(lot, None)
            origin.fill(pool, [(draw, Fraction(abs(take.quantity)))])
            yield from leaves_of(pool, 1 if take.quantity > 0 else -1)
    for take in history.out_of.get(lot, ()):
        if take.event == event and take.quantity:
            pool = Pool(item)
            origin.fill(pool, [(Draw(lot, None), Fraction(abs(take.quantity)))])
            yield from leaves_of(pool, -1 if take.quantity > 0 else 1)
