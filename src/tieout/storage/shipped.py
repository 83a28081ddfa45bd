"""Shipped lines kept: what each shipment's line is called, and what of it no sale has billed yet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection

PREFIX: Final = "shipment:"
"""How the references of shipped lines begin (`costing.shipment`)."""
WITHOUT_ORDER: Final = ":"
"""What `lot_held` has for the order line of units shipped without an order: no order line is called so."""


class ShippedLine(NamedTuple):
    """Units of one shipped lot that wait for their invoice: 10⁻⁶ of `item`, at 10⁻⁸ home units.

    `event` is the shipment as told when they left; `order` and `customer` are empty where nobody said.
    """

    event: str
    source: str
    external_id: str
    shipment: str
    line: str
    order: str
    order_line: str
    customer: str
    item: str
    day: str
    units: int
    value: int


_WAITING: Final = (
    "SELECT l.id, l.event, l.reference, l.order_line, l.item, l.day, h.quantity, h.value, "
    "v.source, v.external_id, r.raw FROM lot_held h JOIN lot l ON l.id = h.lot "
    "JOIN event v ON v.id = l.event JOIN record r ON r.seq = v.seq "
    "WHERE h.order_line > '' AND l.account = 'shipped_not_invoiced' AND (h.quantity <> 0 OR h.value <> 0) "
    "ORDER BY l.day, l.id"
)


def waiting_lines(connection: Connection) -> list[ShippedLine]:
    """Units shipped that no sale has recognised, the oldest first."""
    rows = connection.exec_driver_sql(_WAITING).all()
    told = {row.event: json.loads(row.raw) for row in rows}
    customers = customers_of(connection, [raw.get("order", "") for raw in told.values()])
    found = []
    for row in rows:
        raw, (shipment, line) = told[row.event], named(row.reference)
        order = str(raw.get("order", ""))
        found.append(
            ShippedLine(
                event=row.event,
                source=row.source,
                external_id=row.external_id,
                shipment=shipment,
                line=line,
                order=order,
                order_line=row.order_line,
                customer=str(raw.get("customer", "")) or customers.get(order, ""),
                item=row.item,
                day=row.day,
                units=int(row.quantity),
                value=int(row.value),
            )
        )
    return found


def unbilled_lines(connection: Connection) -> list[ShippedLine]:
    """Those of the waiting units that no sale bills, less what sales bill that wait for other goods.

    A sale has what was shipped first, so what is left of a line is what was shipped last.
    """
    billed = _billed(connection)
    found = []
    for one in sorted(waiting_lines(connection), key=lambda one: (one.day, one.event)):
        taken = min(max(one.units, 0), billed.get(one.order_line, 0)) if one.order_line else 0
        if taken:
            billed[one.order_line] -= taken
        if one.units > taken:
            found.append(one._replace(units=one.units - taken, value=_share(one, one.units - taken)))
    return found


def _share(one: ShippedLine, units: int) -> int:
    return one.value if units == one.units else one.value * units // one.units


def _billed(connection: Connection) -> dict[str, int]:
    """Units that sales bill which wait for their goods, by order line."""
    found: dict[str, int] = {}
    for (units,) in connection.exec_driver_sql("SELECT units FROM waiting_sale"):
        for order_line, quantity in json.loads(units):
            found[order_line] = found.get(order_line, 0) + int(quantity)
    return found


def named(reference: str) -> tuple[str, str]:
    """The number and the line of a shipment by the reference of its units."""
    number, _, line = reference.removeprefix(PREFIX).rpartition(":")
    return number, line


class Shipment(NamedTuple):
    """Whom a shipment went to, and for which order; empty where nobody said."""

    order: str
    customer: str


def shipments_of(connection: Connection, numbers: Iterable[str]) -> dict[str, Shipment]:
    """The order and customer of shipments by their number, as told last."""
    told: dict[str, tuple[str, str]] = {}
    for some in _pieces(numbers):
        rows = connection.exec_driver_sql(
            "SELECT v.subject, r.raw FROM event v JOIN record r ON r.seq = v.seq "
            f"WHERE v.kind = 'goods_shipped' AND v.subject IN ({','.join('?' * len(some))}) "
            "AND (SELECT COUNT(*) FROM quarantine q WHERE q.event = v.seq) <= "
            "(SELECT COUNT(*) FROM release x WHERE x.event = v.seq) ORDER BY v.revision, v.seq",
            tuple(some),
        )
        for number, raw in rows:
            said = json.loads(raw)
            told[number] = (str(said.get("order", "")), str(said.get("customer", "")))
    customers = customers_of(connection, [order for order, _ in told.values()])
    return {
        number: Shipment(order, customer or customers.get(order, ""))
        for number, (order, customer) in told.items()
    }


def customers_of(connection: Connection, orders: Iterable[str]) -> dict[str, str]:
    """Who placed the orders, as told last."""
    found = {}
    for some in _pieces(filter(None, orders)):
        rows = connection.exec_driver_sql(
            "SELECT v.subject, r.raw FROM event v JOIN record r ON r.seq = v.seq "
            f"WHERE v.kind = 'order_placed' AND v.subject IN ({','.join('?' * len(some))}) "
            "ORDER BY v.revision, v.seq",
            tuple(some),
        )
        for order, raw in rows:
            found[order] = str(json.loads(raw)["customer"])
    return found


def _pieces(keys: Iterable[str]) -> Iterable[Sequence[str]]:
    every = list(dict.fromkeys(keys))
    return (every[start : start + 400] for start in range(0, len(every), 400))
