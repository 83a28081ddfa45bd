"""Receipts into stock, returns to suppliers, and what stood on the first day."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tieout.core.event import GoodsReceived, GoodsReturnedToSupplier, OpeningStock
from tieout.core.scaled import half_even
from tieout.costing.late import cover_shortages
from tieout.costing.taking import NoCost, Work


def home_value(quantity: int, price: Decimal, rate: Decimal = Decimal(1)) -> int:
    """Quantity (10⁻⁶) × price × rate in 10⁻⁸ home units, rounded once, half-even."""
    exact = Fraction(price) * Fraction(rate) * quantity * 100
    return half_even(exact.numerator, exact.denominator)


def receipt_reference(receipt: str, line: str) -> str:
    """The reference of the lot of one receipt line."""
    return f"receipt:{receipt}:{line}"


def receive(work: Work, event: GoodsReceived, rate: Decimal) -> None:
    """Dr inventory · Cr grni at order price and the receipt day's rate; one lot per line."""
    for line in event.lines:
        value = home_value(line.quantity, line.unit_price, rate)
        lot = work.shelf.bear(
            event=work.event,
            item=line.item,
            location=event.location,
            number=line.lot,
            account=work.master.stock_account(line.item, event.location),
            quantity=line.quantity,
            value=value,
            reference=receipt_reference(event.receipt, line.line),
            category=work.master.category(line.item),
            price=format(line.unit_price * rate, "f"),
            stock=True,
            cost="actual",
        )
        work.part("received", value, lot.account, item=line.item)
        work.part(
            "accrued", value, reference=f"{event.receipt}/{line.line}", party=event.supplier, item=line.item
        )
        cover_shortages(work, lot)


def send_back(work: Work, event: GoodsReturnedToSupplier) -> None:
    """Dr grni at the receipt's order price · the rest of the cost to price variance · Cr inventory.

    Raises:
        NoCost: the receipt line is unknown or holds too little.
    """
    for line in event.lines:
        lots = work.shelf.by_reference(receipt_reference(line.receipt, line.receipt_line))
        lot = next((lot for lot in lots if lot.quantity >= line.quantity), None)
        if lot is None:
            raise NoCost(line.item, f"receipt {line.receipt} line {line.receipt_line}")
        value = work.shelf.take(lot, line.quantity, None, "returned")
        ordered = home_value(line.quantity, Decimal(lot.price))
        work.part("sent_back", value, lot.account, item=line.item)
        work.part(
            "accrual_returned",
            ordered,
            reference=f"{line.receipt}/{line.receipt_line}",
            party=event.supplier,
            item=line.item,
        )
        work.part("price_variance", value - ordered, item=line.item)


def open_stock(work: Work, event: OpeningStock) -> None:
    """Dr inventory · Cr opening_balance: what a location held when tieout began."""
    for line in event.lots:
        value = home_value(line.quantity, line.unit_cost)
        lot = work.shelf.bear(
            event=work.event,
            item=line.item,
            location=event.location,
            number=line.lot,
            account=work.master.stock_account(line.item, event.location),
            quantity=line.quantity,
            value=value,
            category=work.master.category(line.item),
            stock=True,
            cost="opening",
        )
        work.part("opened", value, lot.account, item=line.item)
        cover_shortages(work, lot)
