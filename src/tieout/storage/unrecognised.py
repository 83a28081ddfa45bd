"""Unrecognised: sales whose revenue stands and whose shipped goods they never took to cost of goods sold.

Revenue and cost move together (accounting.md 8.6). A version before 2026-11-28 left the cost of a shipment
that was revised to other lots waiting, though its sale stood.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.event import Item
from tieout.storage.standing_facts import standing_facts
from tieout.storage.standing_sales import BilledLine, billed_lines


class Unrecognised(NamedTuple):
    """Units (10⁻⁶) of an order line that a standing sale bills without their cost, since `day`.

    `shipment` is the event of the first shipment of the line, as told when it left.
    """

    order_line: str
    units: int
    day: str
    sale: str
    kind: str
    number: str
    shipment: str


_TAKEN: Final = (
    "SELECT l.order_line, "
    "SUM(CASE t.role WHEN 'sold' THEN t.quantity WHEN 'owed' THEN t.weight ELSE 0 END) "
    "FROM lot l LEFT JOIN take t ON t.lot = l.id AND t.role IN ('sold', 'owed') "
    "WHERE l.account = 'shipped_not_invoiced' AND l.order_line != '' GROUP BY l.order_line"
)


def unrecognised(connection: Connection, billed: Sequence[BilledLine] | None = None) -> list[Unrecognised]:
    """Every such sale, the earliest first; of the sales of a line the last lack what is missing.

    `billed` is what standing sales bill, where it is at hand.
    """
    lines = billed_lines(connection) if billed is None else billed
    left = {line: int(units or 0) for line, units in connection.exec_driver_sql(_TAKEN)}
    goods = _goods(connection) if left else frozenset()
    found = []
    for one in sorted(lines, key=lambda line: (line.day, line.seq)):
        line = one.order_line
        if line in left and one.item in goods:
            has = min(left[line], one.units)
            left[line] -= has
            if has < one.units:
                shipment = _first_shipment(connection, line)
                lacks = one.units - has
                found.append(Unrecognised(line, lacks, one.day, one.sale, one.kind, one.number, shipment))
    return found


def _goods(connection: Connection) -> frozenset[str]:
    """The items that are goods: work and downloads have no cost, whatever was shipped under their line."""
    items = (fact.event for fact in standing_facts(connection, {"item"}))
    return frozenset(one.item for one in items if isinstance(one, Item) and one.type == "goods")


def _first_shipment(connection: Connection, line: str) -> str:
    return str(
        connection.exec_driver_sql(
            "SELECT event FROM lot WHERE order_line != '' AND order_line = ? "
            "AND account = 'shipped_not_invoiced' ORDER BY id LIMIT 1",
            (line,),
        ).scalar_one()
    )
