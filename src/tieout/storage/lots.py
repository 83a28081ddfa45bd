"""Lots kept: births, takes and revaluations appended; what lots hold now is a cache of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from sqlalchemy import Connection

from tieout.core.account import AccountKey, parsed_key
from tieout.core.lot import CostFacts, LotBorn, SaleNeed, Take
from tieout.storage.tables import (
    COST,
    LAST_COST,
    LOT,
    LOT_HELD,
    ORDERED_LINE,
    REVALUATION,
    TAKE,
    UNCOSTED_SALE,
    WAITING_SALE,
    insert_sql,
)

_LOT = insert_sql(LOT, serial=True)
_TAKE = insert_sql(TAKE)
_REVALUATION = insert_sql(REVALUATION)
_COST = insert_sql(COST)
_HELD = insert_sql(LOT_HELD, replace=True)

LotState = tuple[LotBorn, int, int]
"""A lot as born, with the quantity and value it holds now."""

OrderLineKey = tuple[str, str]
OrderedLine = tuple[str, str, Fraction, int, int, int, bool]
"""Item, currency, price, quantity, place, received, closed: as `costing.orders` has them."""

_COLUMNS = (
    "l.id, l.event, l.item, l.location, l.number, l.account, l.reference, l.quantity, l.value, l.category, "
    "l.order_line, l.price, l.day, l.layer, COALESCE(h.quantity, 0), COALESCE(h.value, 0)"
)
_FROM = "FROM lot l LEFT JOIN lot_held h ON h.lot = l.id"
_KEYS: dict[str, AccountKey] = {}


def _key(text: str) -> AccountKey:
    found = _KEYS.get(text)
    if found is None:
        found = _KEYS[text] = parsed_key(text)
    return found


def _state(row: Sequence[object]) -> LotState:
    born = LotBorn._make((*row[:5], _key(str(row[5])), *row[6:14]))
    return born, int(str(row[14])), int(str(row[15]))


class LotLog:
    """Look-ups of lots within one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Read through this connection."""
        self._connection = connection

    def _lots(self, where: str, *values: object) -> list[LotState]:
        rows = self._connection.exec_driver_sql(
            f"SELECT {_COLUMNS} {_FROM} WHERE {where} ORDER BY l.id", values
        )
        return [_state(row) for row in rows]

    def layers(self, item: str, location: str) -> list[LotState]:
        """Stock lots of the item at the location that hold something or are short, oldest first."""
        rows = self._connection.exec_driver_sql(
            f"SELECT {_COLUMNS} FROM lot_held h JOIN lot l ON l.id = h.lot "
            "WHERE h.item = ? AND h.location = ? AND h.layer != '' ORDER BY l.id",
            (item, location),
        )
        return [_state(row) for row in rows]

    def by_references(self, references: Sequence[str]) -> list[LotState]:
        """Lots born under any of the references, oldest first."""
        found: list[LotState] = []
        for start in range(0, len(references), 500):
            some = references[start : start + 500]
            marks = ",".join("?" * len(some))
            found += self._lots(f"l.reference != '' AND l.reference IN ({marks})", *some)
        return found

    def by_receipt(self, prefix: str) -> list[LotState]:
        """Lots whose reference begins with this, which ends in «:», oldest first."""
        end = prefix[:-1] + chr(ord(":") + 1)
        return self._lots("l.reference != '' AND l.reference >= ? AND l.reference < ?", prefix, end)

    def by_orders(self, orders: Sequence[str]) -> list[LotState]:
        """Shipped lots of the order lines that still hold units, oldest first."""
        found: list[LotState] = []
        for start in range(0, len(orders), 500):
            some = orders[start : start + 500]
            marks = ",".join("?" * len(some))
            rows = self._connection.exec_driver_sql(
                f"SELECT {_COLUMNS} FROM lot_held h JOIN lot l ON l.id = h.lot "
                f"WHERE h.order_line IN ({marks}) ORDER BY l.id",
                tuple(some),
            )
            found += [_state(row) for row in rows]
        return found

    def owing(self, orders: Sequence[str]) -> set[str]:
        """Those of the order lines of which a sale was owed units at some time (`costing.shipment`)."""
        found: set[str] = set()
        for start in range(0, len(orders), 500):
            some = orders[start : start + 500]
            marks = ",".join("?" * len(some))
            rows = self._connection.exec_driver_sql(
                "SELECT DISTINCT l.order_line FROM lot l JOIN take t ON t.lot = l.id "
                f"WHERE l.order_line != '' AND l.order_line IN ({marks}) AND t.role = 'owed'",
                tuple(some),
            )
            found |= {order_line for (order_line,) in rows}
        return found

    def lot(self, key: int) -> LotState:
        """One lot by its id."""
        return self._lots("l.id = ?", key)[0]

    def takes(self, key: int) -> list[Take]:
        """What was taken from a lot, in order."""
        rows = self._connection.exec_driver_sql(
            "SELECT lot, sink, quantity, value, role, weight, whole FROM take WHERE lot = ? ORDER BY n",
            (key,),
        )
        return [Take(*row) for row in rows]

    def sources(self, sink: int) -> list[int]:
        """The lots something was taken from into a lot, in order of their first take."""
        rows = self._connection.exec_driver_sql(
            "SELECT lot FROM take WHERE sink = ? GROUP BY lot ORDER BY MIN(n)", (sink,)
        )
        return [lot for (lot,) in rows]

    def shipped(self, order_line: str) -> list[LotState]:
        """Every shipped lot of an order line, also those that wait no more, oldest first."""
        return self._lots("l.order_line != '' AND l.order_line = ?", order_line)

    def revalued(self, events: Sequence[str]) -> list[int]:
        """The lots that these events revalued."""
        marks = ",".join("?" * len(events))
        rows = self._connection.exec_driver_sql(
            f"SELECT DISTINCT lot FROM revaluation WHERE event IN ({marks})", tuple(events)
        )
        return [lot for (lot,) in rows]

    def fact_of(self, event: str) -> tuple[str, str]:
        """The source of an event and its id there."""
        row = self._connection.exec_driver_sql(
            "SELECT source, external_id FROM event WHERE id = ?", (event,)
        ).one()
        return row.source, row.external_id

    def cost(self, item: str, location: str, kind: str) -> tuple[int, int] | None:
        """(value, quantity) at birth of the last lot of a kind: actual or opening."""
        row = self._connection.exec_driver_sql(
            "SELECT value, quantity FROM last_cost WHERE item = ? AND location = ? AND kind = ?",
            (item, location, kind),
        ).one_or_none()
        return (int(row.value), int(row.quantity)) if row else None

    def next_lot(self) -> int:
        """The id the next lot gets."""
        return int(
            self._connection.exec_driver_sql("SELECT COALESCE(MAX(id), 0) + 1 FROM lot").scalar_one()
        )

    def waiting_sales(self) -> list[SaleNeed]:
        """Sales whose goods are not all shipped, in the order they came."""
        rows = self._connection.exec_driver_sql(
            "SELECT event, order_key, units, day FROM waiting_sale ORDER BY place"
        )
        return [
            SaleNeed(event, order, tuple((k, u) for k, u in json.loads(units)), day)
            for event, order, units, day in rows
        ]

    def next_waiting(self) -> int:
        """The place the next sale that waits gets."""
        sql = "SELECT COALESCE(MAX(place), 0) + 1 FROM waiting_sale"
        return int(self._connection.exec_driver_sql(sql).scalar_one())

    def ordered_lines(self) -> list[tuple[OrderLineKey, OrderedLine]]:
        """Purchase order lines in the order they were placed."""
        rows = self._connection.exec_driver_sql(
            "SELECT order_key, line, item, currency, price, quantity, place, received, closed "
            "FROM ordered_line ORDER BY place"
        )
        return [
            ((row[0], row[1]), (row[2], row[3], Fraction(row[4]), row[5], row[6], row[7], bool(row[8])))
            for row in rows
        ]


def append_costs(connection: Connection, facts: Iterable[tuple[str, int, CostFacts]]) -> None:
    """Append the facts of a chunk: (event id, step, facts)."""
    lots, takes, revaluations, costs = [], [], [], []
    for event, step, fact in facts:
        lots += [(*born[:5], str(born.account), *born[6:]) for born in fact.born]
        takes += [(event, *take) for take in fact.takes]
        revaluations += [(event, *change) for change in fact.revalued]
        parts = json.dumps(
            [
                [*part[:2], str(part.account) if part.account else "", *part[3:9]]
                + ([part.day] if part.day else [])
                for part in fact.parts
            ]
        )
        costs.append((event, step, parts, "\n".join(flag.text for flag in fact.flags)))
    for sql, rows in ((_LOT, lots), (_TAKE, takes), (_REVALUATION, revaluations), (_COST, costs)):
        if rows:
            connection.exec_driver_sql(sql, rows)


def hold(connection: Connection, held: Iterable[tuple[int, str, str, str, str, int, int]]) -> None:
    """Remember what lots hold now; a lot that holds nothing is forgotten.

    Rows are (lot, item, location, order line, layer, quantity, value).
    """
    rows = list(held)
    empty = [(row[0],) for row in rows if not row[5] and not row[6]]
    full = [row for row in rows if row[5] or row[6]]
    if full:
        connection.exec_driver_sql(_HELD, full)
    if empty:
        connection.exec_driver_sql("DELETE FROM lot_held WHERE lot = ?", empty)


def short_lots(connection: Connection) -> list[tuple[str, str, str]]:
    """Item, location and event of every stock lot that gave more than came in, the oldest first."""
    rows = connection.exec_driver_sql(
        "SELECT l.item, l.location, l.event FROM lot_held h JOIN lot l ON l.id = h.lot "
        "WHERE h.quantity < 0 AND h.layer != '' ORDER BY l.id"
    )
    return [(item, location, event) for item, location, event in rows]


def remember_costs(connection: Connection, known: Iterable[tuple[str, str, str, int, int]]) -> None:
    """Remember last costs: rows of (item, location, kind, value, quantity)."""
    rows = list(known)
    if rows:
        connection.exec_driver_sql(insert_sql(LAST_COST, replace=True), rows)


def place_of(connection: Connection, event: str) -> int:
    """The place of a sale among those that wait for their goods."""
    return int(
        connection.exec_driver_sql("SELECT place FROM waiting_sale WHERE event = ?", (event,)).scalar_one()
    )


def keep_waiting(
    connection: Connection, waiting: Iterable[tuple[SaleNeed, int]], recognised: Iterable[str]
) -> None:
    """Remember sales that wait for their goods, and forget those recognised."""
    rows = [(need.event, need.order, json.dumps(need.units), need.day, place) for need, place in waiting]
    if rows:
        connection.exec_driver_sql(insert_sql(WAITING_SALE, replace=True), rows)
    done = [(event,) for event in recognised]
    if done:
        connection.exec_driver_sql("DELETE FROM waiting_sale WHERE event = ?", done)


def keep_uncosted(connection: Connection, sales: Mapping[str, tuple[str, str] | None]) -> None:
    """Remember sales whose goods name no order, as day and lines; None = there is nothing to watch."""
    gone = [(event,) for event, said in sales.items() if said is None]
    if gone:
        connection.exec_driver_sql("DELETE FROM uncosted_sale WHERE event = ?", gone)
    rows = [(event, *said) for event, said in sales.items() if said is not None]
    if rows:
        connection.exec_driver_sql(insert_sql(UNCOSTED_SALE, replace=True), rows)


def keep_ordered(connection: Connection, lines: Iterable[tuple[OrderLineKey, OrderedLine]]) -> None:
    """Remember purchase order lines as they stand now."""
    rows = [(*key, line[0], line[1], str(line[2]), *line[3:6], int(line[6])) for key, line in lines]
    if rows:
        connection.exec_driver_sql(insert_sql(ORDERED_LINE, replace=True), rows)
