"""Shipments and the sales that recognise their cost: inventory → shipped, not invoiced → sold."""

from __future__ import annotations

from collections.abc import Sequence

from tieout.core.account import AccountKey, account_key
from tieout.core.event import GoodsShipped
from tieout.core.lot import SaleNeed
from tieout.costing.shelf import Lot, Shelf, total
from tieout.costing.taking import Work, take_stock

SHIPPED = AccountKey("shipped_not_invoiced")


def shipment_reference(shipment: str, line: str) -> str:
    """The reference of the units of one shipped line."""
    return f"shipment:{shipment}:{line}"


def order_line_key(order: str, line: str) -> str:
    """The key of one order line; without an order nothing waits for an invoice."""
    return f"{order}:{line}" if order else ""


def is_shipped(shelf: Shelf, need: SaleNeed) -> bool:
    """Whether every unit the sale bills has been shipped and not been billed before."""
    return all(total(shelf.by_order(line)) >= units for line, units in need.units)


def recognise(work: Work, need: SaleNeed, fresh: frozenset[int] = frozenset()) -> None:
    """Dr cogs · Cr shipped_not_invoiced, first shipped first; lots in `fresh` were never posted there."""
    for line, units in need.units:
        left = units
        for lot in list(work.shelf.by_order(line)):
            if left and lot.quantity > 0:
                piece = min(left, lot.quantity)
                left -= piece
                _sell(work, lot, piece, need.event, fresh=lot.id in fresh)


def _sell(work: Work, lot: Lot, units: int, sale: str, *, fresh: bool) -> None:
    sold = work.shelf.bear(
        event=sale,
        item=lot.item,
        location=lot.location,
        account=account_key("cogs", category=lot.category),
        quantity=units,
        value=0,
        category=lot.category,
    )
    sold.value = work.shelf.take(lot, units, sold)
    name = "sold_at_once" if fresh else "recognised"
    work.part(name, sold.value, category=lot.category, item=lot.item, reference=lot.reference)


def ship(work: Work, event: GoodsShipped, waiting: Sequence[SaleNeed]) -> list[SaleNeed]:
    """Cost of goods leaving: to cogs where a sale waits for them, else to shipped-not-invoiced.

    Returns the waiting sales that this shipment completes, in the order they came.
    """
    fresh = [_ship_line(work, event, place) for place in range(len(event.lines))]
    complete = []
    for need in waiting:
        if is_shipped(work.shelf, need):
            recognise(work, need, frozenset(lot.id for lot in fresh))
            complete.append(need)
    for lot in fresh:
        work.part("waiting", lot.value, SHIPPED, item=lot.item, reference=lot.reference)
    return complete


def _ship_line(work: Work, event: GoodsShipped, place: int) -> Lot:
    line = event.lines[place]
    lot = work.shelf.bear(
        event=work.event,
        item=line.item,
        location=event.location,
        account=SHIPPED,
        quantity=line.quantity,
        value=0,
        number=line.lot,
        reference=shipment_reference(event.shipment, line.line),
        category=work.master.category(line.item),
        order_line=order_line_key(event.order, line.order_line or line.line),
    )
    for source, _, value in take_stock(work, line.item, event.location, line.lot, line.quantity, lot):
        lot.value += value
        work.part("shipped", value, source.account, item=line.item)
    return lot
