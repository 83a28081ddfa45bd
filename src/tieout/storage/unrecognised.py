"""Unrecognised: sales whose revenue stands and whose shipped goods they never took to cost of goods sold.

Revenue and cost move together (accounting.md 8.6). A version before 2026-11-28 left the cost of a shipment
that was revised to other lots waiting, though its sale stood.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.event import InvoiceIssued, Item, SalePaid
from tieout.core.event.stored import stored_event
from tieout.storage.revisions import entries_taken_back
from tieout.storage.standing_facts import standing_facts


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
_STANDING: Final = (
    "SELECT e.id, e.day, v.id, v.kind, v.subject, r.raw FROM entry e JOIN event v ON v.id = e.event "
    "JOIN record r ON r.seq = v.seq WHERE e.rule IN ('invoice', 'sale paid at once') ORDER BY e.day, e.seq"
)


def unrecognised(connection: Connection) -> list[Unrecognised]:
    """Every such sale, the earliest first; of the sales of a line the last lack what is missing."""
    left = {line: int(units or 0) for line, units in connection.exec_driver_sql(_TAKEN)}
    goods = _goods(connection) if left else frozenset()
    found = []
    for line, item, units, day, sale, kind, number in _billed(connection):
        if line in left and item in goods:
            has = min(left[line], units)
            left[line] -= has
            if has < units:
                shipment = _first_shipment(connection, line)
                found.append(Unrecognised(line, units - has, day, sale, kind, number, shipment))
    return found


def _goods(connection: Connection) -> frozenset[str]:
    """The items that are goods: work and downloads have no cost, whatever was shipped under their line."""
    items = (fact.event for fact in standing_facts(connection, {"item"}))
    return frozenset(one.item for one in items if isinstance(one, Item) and one.type == "goods")


def _billed(connection: Connection) -> Iterator[tuple[str, str, int, str, str, str, str]]:
    """Order line, item, units, day, event, kind and number of what standing sales bill."""
    gone = entries_taken_back(connection)
    for entry, day, sale, kind, number, raw in connection.exec_driver_sql(_STANDING).all():
        event = stored_event(json.loads(raw)) if entry not in gone else None
        if isinstance(event, InvoiceIssued | SalePaid) and event.order:
            for line in event.lines:
                key = f"{event.order}:{line.order_line or line.line}"
                yield key, line.item, int(line.quantity), day, sale, kind, number


def _first_shipment(connection: Connection, line: str) -> str:
    return str(
        connection.exec_driver_sql(
            "SELECT event FROM lot WHERE order_line != '' AND order_line = ? "
            "AND account = 'shipped_not_invoiced' ORDER BY id LIMIT 1",
            (line,),
        ).scalar_one()
    )
