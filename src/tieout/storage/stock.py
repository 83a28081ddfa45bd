"""Stock: what is on the shelves, summed from the births of lots and what was taken from them.

Nothing here is a stored balance: `lot_held` is a cache of the same sums, and these are taken from the
append-only tables, as of any business day.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

EVER = "9999-12-31"

_SHELVES = (
    "SELECT l.id, l.item, l.location, l.number, l.day, l.quantity AS born, l.reference, l.event, "
    "l.quantity - COALESCE((SELECT SUM(t.quantity) FROM take t JOIN event e ON e.id = t.event "
    "WHERE t.lot = l.id AND t.role != 'late' AND e.day <= :day), 0) "
    "+ COALESCE((SELECT SUM(t.quantity) FROM take t JOIN event e ON e.id = t.event WHERE t.sink = l.id "
    "AND (t.role = 'covered' OR t.event != l.event) AND e.day <= :day), 0) "
    "AS units, COALESCE(h.value, 0) AS value "
    "FROM lot l LEFT JOIN lot_held h ON h.lot = l.id WHERE l.layer != '' AND l.day <= :day"
)


class ShelfLot(NamedTuple):
    """A lot on a shelf: units in 10⁻⁶, what it holds now in 10⁻⁸ home units; short = units below zero."""

    id: int
    item: str
    location: str
    number: str
    day: str
    born: int
    reference: str
    event: str
    units: int
    value: int


class Descent(NamedTuple):
    """Units (10⁻⁶) that went from one lot into another, by which fact."""

    lot: int
    sink: int
    units: int
    kind: str
    fact: str
    day: str


class PlainLot(NamedTuple):
    """A lot by its name and place; `layer` is "" where it left the shelves or is in work."""

    id: int
    item: str
    location: str
    number: str
    layer: str
    day: str
    quantity: int
    kind: str
    fact: str


def shelf_lots(
    connection: Connection, *, day: str = EVER, item: str = "", location: str = "", number: str = ""
) -> list[ShelfLot]:
    """Lots that hold something on a shelf, or are short there, at the end of a business day."""
    sql, values = _SHELVES, {"day": day}
    for column, value in (("item", item), ("location", location), ("number", number)):
        if value:
            sql += f" AND l.{column} = :{column}"
            values[column] = value
    rows = connection.exec_driver_sql(
        f"SELECT * FROM ({sql}) shelf WHERE units != 0 ORDER BY item, location, id", values
    )
    return [ShelfLot(*row) for row in rows]


def plain_lots(connection: Connection, ids: Iterable[int]) -> dict[int, PlainLot]:
    """Lots by their ids, with the fact each came into being by."""
    rows = connection.exec_driver_sql(
        "SELECT l.id, l.item, l.location, l.number, l.layer, l.day, l.quantity, e.kind, e.external_id "
        "FROM lot l JOIN event e ON e.id = l.event "
        "WHERE l.id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) ORDER BY l.id",
        (json.dumps(sorted(ids)),),
    )
    return {row[0]: PlainLot(*row) for row in rows}


def lots_of(connection: Connection, item: str, number: str, after: int, limit: int) -> list[int]:
    """Ids of lots that were ever on a shelf, of an item or number or all, in order, from behind an id."""
    sql, values = "SELECT id FROM lot WHERE layer != '' AND quantity > 0 AND id > ?", [after]
    found: list[Any] = list(values)
    for column, value in (("item", item), ("number", number)):
        if value:
            sql += f" AND {column} = ?"
            found.append(value)
    rows = connection.exec_driver_sql(f"{sql} ORDER BY id LIMIT {int(limit)}", tuple(found))
    return [int(lot) for (lot,) in rows]


def descents(connection: Connection, lots: Sequence[int], *, forward: bool) -> list[Descent]:
    """What was taken out of the lots (`forward`), or into them, in order; late costs move no units.

    What a run gave a lot it made are the units the lot was born with.
    """
    column = "lot" if forward else "sink"
    rows = connection.exec_driver_sql(
        "SELECT t.lot, t.sink, CASE WHEN t.quantity = 0 AND s.event = t.event THEN s.quantity "
        "ELSE t.quantity END, e.kind, e.external_id, e.day FROM take t "
        "JOIN event e ON e.id = t.event JOIN lot s ON s.id = t.sink WHERE t.role != 'late' "
        f"AND t.{column} IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) ORDER BY t.n",
        (json.dumps(sorted(lots)),),
    )
    return [Descent(*row) for row in rows]


def waiting_facts(connection: Connection) -> int:
    """Accepted facts that no cycle has worked in yet, master data aside."""
    row = connection.exec_driver_sql(
        "SELECT c.after, c.watermark, m.done FROM cycle c JOIN cycle_mark m ON m.cycle = c.id "
        "ORDER BY c.id DESC LIMIT 1"
    ).first()
    seen = 0 if row is None else row.watermark if row.done else row.after
    sql = "SELECT COUNT(*) FROM event WHERE seq > ? AND rank > 0"
    return int(connection.exec_driver_sql(sql, (seen,)).scalar_one())
