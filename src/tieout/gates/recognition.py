"""Recognition: which goods must be shipped before a sale counts (accounting.md 1)."""

from __future__ import annotations

from tieout.core.event.sale import Sale
from tieout.core.lot import SaleNeed
from tieout.core.master import MasterData


def need_of(event_id: str, sale: Sale, master: MasterData) -> SaleNeed:
    """The units per order line that must be shipped; none for services, digital goods, or no order."""
    units: dict[str, int] = {}
    if sale.order:
        for line in sale.lines:
            item = master.items.get(line.item)
            if item is not None and item.type == "goods":
                key = f"{sale.order}:{line.order_line or line.line}"
                units[key] = units.get(key, 0) + line.quantity
    return SaleNeed(event_id, sale.order, tuple(units.items()), sale.date.isoformat())


def uncosted_lines(sale: Sale, master: MasterData) -> str:
    """The goods a sale bills without naming an order, line by line; empty = there are none.

    Nothing says which shipment they left with, so no cost stands against their revenue (accounting.md 8.6).
    """
    if sale.order:
        return ""
    found = ((line, master.items.get(line.item)) for line in sale.lines)
    goods = [line for line, item in found if item is not None and item.type == "goods"]
    return ", ".join(f"line {line.line}: {line.quantity} {line.item}" for line in goods)
