"""History: the lots behind a cost, read from the store as far back as they go."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.account import parsed_key
from tieout.core.entry import REVERSAL
from tieout.core.ids import EventId, entry_id
from tieout.insight.history import SOLD, Fact, History, Purchase, Run, StoredChange, StoredLot, StoredTake
from tieout.insight.pool import fine
from tieout.runtime.run_work import run_work

MICRO: Final = 10**6

_INTO: Final = (
    "SELECT n, event, lot, sink, quantity, value, role, weight, whole FROM take "
    "WHERE sink IN (SELECT CAST(value AS BIGINT) FROM json_each(?))"
)
_OUT_OF: Final = (
    "SELECT n, event, lot, sink, quantity, value, role, weight, whole FROM take "
    "WHERE lot IN (SELECT CAST(value AS BIGINT) FROM json_each(?))"
)


def history_of(connection: Connection, lots: Iterable[int], strays: Iterable[int] = ()) -> History:
    """The history behind these lots: everything they descend from, with what became of it.

    `strays` are lots that came back of no known shipment.
    """
    loose = set(strays)
    taken = _takes(connection, lots)
    rows = _lots(connection, {*lots, *loose, *(take.lot for take in taken), *(take.sink for take in taken)})
    takes = _as_sold(connection, sorted(taken), rows)
    changes = _changes(connection, list(rows))
    history = History(lots=rows, strays=[rows[lot] for lot in sorted(loose)])
    events = {lot.event for lot in rows.values()}
    events |= {take.event for take in takes} | {change.event for change in changes}
    history.facts = facts_of(connection, sorted(events))
    history.add(takes, changes)
    raws = Raws(connection, history)
    history.purchases = dict(raws.purchases())
    history.runs = dict(raws.runs())
    history.work = run_work(connection, history)
    return history


def _takes(connection: Connection, lots: Iterable[int]) -> list[StoredTake]:
    """Every take into the lots and what they descend from, and every take out of these."""
    found: dict[int, StoredTake] = {}
    seen = set(lots)
    front = sorted(seen)
    while front:
        listed = json.dumps(front)
        reached: set[int] = set()
        for sql in (_INTO, _OUT_OF):
            for row in connection.exec_driver_sql(sql, (listed,)):
                take = StoredTake(*row)
                found[take.n] = take
                if sql is _INTO:
                    reached.add(take.lot)
        front = sorted(reached - seen)
        seen |= reached
    return list(found.values())


_SALES_OF: Final = (
    "SELECT c.event, c.parts FROM cost c JOIN event s ON s.id = c.event "
    "WHERE c.n > (SELECT MAX(n) FROM cost WHERE event = ?) AND s.kind IN ('invoice_issued', 'sale_paid') "
    "AND c.parts LIKE ? ORDER BY c.n LIMIT ?"
)


def _as_sold(
    connection: Connection, takes: Sequence[StoredTake], lots: Mapping[int, StoredLot]
) -> list[StoredTake]:
    """Units a shipment sold on a later day than its own stand with their sale, whose entry has their cost.

    The log has the takes with the shipment, and the sale's cost behind that of the shipment: what the
    shipment's own cost does not name is a sale's. Each part that a cost names is one take: two sales of
    as many units of one line are told apart by their order.
    """
    own = _sold_at_once(connection, {take.event for take in takes if take.role == SOLD})
    shipments = {event for event, *_ in own}
    found, apart = [], dict[tuple[str, str], list[StoredTake]]()
    for take in takes:
        named = (take.event, lots[take.lot].reference, take.value)
        if take.role != SOLD or take.event not in shipments or not take.value:
            found.append(take)
        elif own[named]:
            own[named] -= 1
            found.append(take)
        else:
            apart.setdefault(named[:2], []).append(take)
    for (shipment, reference), some in apart.items():
        found += _with_sales(connection, shipment, reference, some)
    return found


def _sold_at_once(connection: Connection, events: set[str]) -> Counter[tuple[str, str, int]]:
    """What the costs of shipments name as sold: (event, reference, value), each as often as it does."""
    rows = connection.exec_driver_sql(
        "SELECT v.id, c.parts FROM event v JOIN cost c ON c.event = v.id WHERE v.kind = 'goods_shipped' "
        "AND v.id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(events)),),
    )
    found: Counter[tuple[str, str, int]] = Counter()
    for event, parts in rows:
        found[event, "", 0] += 0
        for part in json.loads(parts):
            if part[0] in {"sold_at_once", "recognised"}:
                found[event, str(part[5]), int(part[1])] += 1
    return found


def _with_sales(
    connection: Connection, shipment: str, reference: str, takes: Sequence[StoredTake]
) -> Iterable[StoredTake]:
    """Takes of one shipped line, each with the sale behind the shipment that names its value."""
    rows = connection.exec_driver_sql(
        _SALES_OF, (shipment, f'%"recognised", %{json.dumps(reference)}%', len(takes))
    )
    named: dict[int, list[str]] = {}
    for event, parts in rows:
        for part in json.loads(parts):
            if part[0] == "recognised" and part[5] == reference:
                named.setdefault(int(part[1]), []).append(str(event))
    for take in takes:
        sales = named.get(take.value)
        yield take._replace(event=sales.pop(0)) if sales else take


def _lots(connection: Connection, keys: set[int]) -> dict[int, StoredLot]:
    rows = connection.exec_driver_sql(
        "SELECT id, event, item, location, number, account, reference, quantity, value, order_line, price, "
        "layer, category FROM lot WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))",
        (json.dumps(sorted(keys)),),
    )
    return {
        row.id: StoredLot(
            id=row.id,
            event=row.event,
            item=row.item,
            location=row.location,
            number=row.number,
            role=parsed_key(row.account).role,
            reference=row.reference,
            quantity=row.quantity,
            value=row.value,
            order_line=row.order_line,
            price=row.price,
            layer=row.layer,
            category=row.category,
            account=row.account,
        )
        for row in rows
    }


def _changes(connection: Connection, keys: Sequence[int]) -> list[StoredChange]:
    rows = connection.exec_driver_sql(
        "SELECT event, lot, value, why FROM revaluation "
        "WHERE lot IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) ORDER BY n",
        (json.dumps(list(keys)),),
    )
    return [StoredChange(event, lot, value, why == "late cost") for event, lot, value, why in rows]


def facts_of(connection: Connection, events: Sequence[str]) -> dict[str, Fact]:
    """Facts with the day they count on: that of their entry on cost of goods sold, else of any."""
    listed = json.dumps(list(events))
    posted, stocked = _posted(connection, listed), _stocked(connection, listed)
    places = connection.exec_driver_sql(
        "SELECT event, MIN(n), MAX(n) FROM cost WHERE event IN (SELECT value FROM json_each(?)) "
        "GROUP BY event",
        (listed,),
    )
    place = {str(event): (int(first), int(last)) for event, first, last in places}
    rows = connection.exec_driver_sql(
        "SELECT id, kind, external_id, day FROM event WHERE id IN (SELECT value FROM json_each(?))",
        (listed,),
    )
    return {
        id_: Fact(
            id_,
            kind,
            external,
            *_days(posted.get(id_), day, place.get(id_, (0, 0))),
            tuple(stocked.get(id_, ())),
        )
        for id_, kind, external, day in rows
    }


class _Posted(NamedTuple):
    """The day a fact counts on, and all days of its entries on cost of goods sold."""

    day: str
    sold: tuple[str, ...]


def _days(
    posted: _Posted | None, day: str, places: tuple[int, int]
) -> tuple[str, int, int, tuple[str, ...]]:
    if posted is None:
        return day, *places, ()
    return posted.day, *places, posted.sold if len(posted.sold) > 1 else ()


def _posted(connection: Connection, listed: str) -> dict[str, _Posted]:
    rows = connection.exec_driver_sql(
        "SELECT e.event, MAX(CASE WHEN l.account LIKE 'cogs%' THEN 1 ELSE 0 END) AS cogs, e.day "
        "FROM entry e JOIN entry_line l ON l.entry = e.seq "
        "WHERE e.event IN (SELECT value FROM json_each(?)) "
        "GROUP BY e.event, e.seq, e.day ORDER BY e.seq DESC",
        (listed,),
    )
    found: dict[str, set[tuple[int, str]]] = {}
    for event, cogs, day in rows:
        found.setdefault(event, set()).add((int(cogs), day))
    return {
        event: _Posted(max(days)[1], tuple(sorted(day for cogs, day in days if cogs)))
        for event, days in found.items()
    }


_ON_STOCK: Final = (
    "SELECT n.id, n.event, n.rule, n.day, n.reverses FROM entry n WHERE n.event IN ("
    "SELECT b.id FROM event a JOIN event b ON b.kind = a.kind AND b.source = a.source "
    "AND b.external_id = a.external_id WHERE a.id IN (SELECT value FROM json_each(?))) "
    "AND EXISTS (SELECT 1 FROM entry_line l WHERE l.entry = n.seq AND l.account LIKE 'inventory_%') "
    "ORDER BY n.seq"
)


def _stocked(connection: Connection, listed: str) -> dict[str, list[tuple[str, int]]]:
    """The days of each fact's entries on stock and on work in progress; a later revision may move them.

    Such an entry is taken back on its day and stands again, to the cent, on another.
    """
    days: dict[str, list[tuple[str, int]]] = {}
    posted_by: dict[str, str] = {}
    moved: dict[str, tuple[str, str]] = {}
    for id_, event, rule, day, old in connection.exec_driver_sql(_ON_STOCK, (listed,)):
        if rule.startswith(REVERSAL):
            again = entry_id(EventId(event), rule.removeprefix(REVERSAL), f"moved from {old}")
            moved[again] = (old, day)
        elif id_ in moved:
            old, left = moved[id_]
            posted_by[id_] = posted_by[old]
            days[posted_by[id_]] += [(left, -1), (day, 1)]
        else:
            posted_by[id_] = event
            days.setdefault(event, []).append((day, 1))
    return days


@dataclass(slots=True)
class _Asked:
    """What costing kept with a run: its BOM version, and the units it asks for of each component."""

    bom: str
    units: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Raws:
    """The records behind receipts, runs and BOM versions, each read once."""

    connection: Connection
    history: History
    _boms: dict[str, list[Any]] = field(default_factory=dict)
    _asked: dict[str, _Asked] = field(default_factory=dict)

    def purchases(self) -> Iterable[tuple[int, Purchase]]:
        """What received lots were bought as."""
        lots = [lot for lot in self.history.lots.values() if lot.reference.startswith("receipt:")]
        raws = self._raws([lot.event for lot in lots])
        for lot in lots:
            raw, line = raws[lot.event], lot.reference.rpartition(":")[2]
            stated = next((one for one in raw["lines"] if one["line"] == line), None)
            price = Fraction(str(stated["unit_price"])) * 100 if stated else Fraction(0)
            rate = Fraction(lot.price) / price if price and lot.price else Fraction(1)
            currency = str(raw["currency"])
            yield lot.id, Purchase(str(raw["supplier"]), currency, f"{raw['receipt']}/{line}", rate)

    def runs(self) -> Iterable[tuple[int, Run]]:
        """What completed runs say of themselves, as told last."""
        lots = [
            lot
            for lot in self.history.lots.values()
            if lot.role == "inventory_wip" and self.history.facts[lot.event].kind == "production_completed"
        ]
        told = self._told_last([lot.event for lot in lots])
        conversion = self._conversion([lot.event for lot in lots])
        for lot in lots:
            if lot.event in told:
                raw, day = told[lot.event]
                asked = self._asked.get(lot.event)
                yield lot.id, self._run(raw, day, tuple(conversion.get(lot.event, ())), asked)

    def _run(
        self, raw: Any, day: str, conversion: tuple[tuple[str, str, int], ...], asked: _Asked | None
    ) -> Run:
        mains = [output for output in raw["outputs"] if output.get("role", "main") == "main"]
        good = sum(_micro(output["quantity"]) for output in mains)
        lost = _micro(raw.get("scrapped", 0)) + _micro(raw.get("abnormal_scrap", 0))
        item = str(mains[0]["item"])
        if asked and good:
            each = {part: fine(Fraction(units, good)) for part, units in asked.units.items()}
            standard = tuple(sorted(each.items()))
            return Run(str(raw["run"]), f"{item} {asked.bom}", good, good + lost, standard, conversion)
        bom = self._bom(item, day, str(raw.get("bom", "")))
        name, standard = (f"{item} {bom['bom']}", _standard(bom)) if bom else ("", ())
        return Run(str(raw["run"]), name, good, good + lost, standard, conversion)

    def _bom(self, item: str, day: str, named: str) -> Any:
        """The version named, else the one in effect, as costing chooses it."""
        if item not in self._boms:
            rows = self.connection.exec_driver_sql(
                "SELECT r.raw FROM event e JOIN record r ON r.seq = e.seq WHERE e.kind = 'bom_version' "
                "AND e.seq NOT IN (SELECT event FROM quarantine) ORDER BY e.day, e.seq"
            )
            for (raw,) in rows:
                told = json.loads(raw)
                self._boms.setdefault(str(told["item"]), []).append(told)
            self._boms.setdefault(item, [])
        known = [bom for bom in self._boms[item] if not bom.get("alternate") or bom["bom"] == named]
        by_name = [bom for bom in known if named and bom["bom"] == named]
        place = bisect_right([bom["date"] for bom in known], day)
        return by_name[-1] if by_name else (known[place - 1] if place else None)

    def _raws(self, events: Sequence[str]) -> dict[str, Any]:
        rows = self.connection.exec_driver_sql(
            "SELECT e.id, r.raw FROM event e JOIN record r ON r.seq = e.seq "
            "WHERE e.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(events)),),
        )
        return {id_: json.loads(raw) for id_, raw in rows}

    def _told_last(self, events: Sequence[str]) -> dict[str, tuple[Any, str]]:
        """The last costed revision of each event's fact, and its day."""
        rows = self.connection.exec_driver_sql(
            "SELECT a.id, r.raw, b.day FROM event a JOIN event b ON b.kind = a.kind "
            "AND b.source = a.source AND b.external_id = a.external_id JOIN record r ON r.seq = b.seq "
            "WHERE a.id IN (SELECT value FROM json_each(?)) "
            "AND EXISTS (SELECT 1 FROM entry n WHERE n.event = b.id) "
            "ORDER BY b.revision",
            (json.dumps(list(events)),),
        )
        return {id_: (json.loads(raw), day) for id_, raw, day in rows}

    def _conversion(self, events: Sequence[str]) -> dict[str, list[tuple[str, str, int]]]:
        """Labour and overhead of each run, by the revision that stated them."""
        rows = self.connection.exec_driver_sql(
            "SELECT a.id, b.id, c.parts FROM event a JOIN event b ON b.kind = a.kind "
            "AND b.source = a.source AND b.external_id = a.external_id JOIN cost c ON c.event = b.id "
            "WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY c.n",
            (json.dumps(list(events)),),
        ).all()
        known = facts_of(self.connection, sorted({row[1] for row in rows}))
        found: dict[str, list[tuple[str, str, int]]] = {}
        for run, event, parts in rows:
            self.history.facts.setdefault(event, known[event])
            noted = [part for part in json.loads(parts) if part[0] == "expected"]
            if noted:
                asked = self._asked[run] = _Asked(str(noted[0][5]))
                for part in noted:
                    asked.units[str(part[7])] = asked.units.get(str(part[7]), 0) + int(part[8])
            found.setdefault(run, []).extend(
                (part[0], event, int(part[1]))
                for part in json.loads(parts)
                if part[0] in ("labour", "overhead")
            )
        return found


def _micro(quantity: object) -> int:
    return int(Fraction(str(quantity)) * MICRO)


def _standard(bom: Any) -> tuple[tuple[str, Fraction], ...]:
    """What the BOM asks of each item per good unit: loss it expects is part of it."""
    output = Fraction(str(bom["output_quantity"])) * Fraction(str(bom.get("expected_yield") or 1))
    asked: dict[str, Fraction] = {}
    for one in bom["components"]:
        item = str(one["item"])
        asked[item] = asked.get(item, Fraction(0)) + Fraction(str(one["quantity"])) / output
    return tuple((item, fine(each)) for item, each in sorted(asked.items()))
