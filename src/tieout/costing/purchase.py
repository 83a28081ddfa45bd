"""Receipts into stock, returns to suppliers, and what stood on the first day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from tieout.core.account import AccountKey
from tieout.core.event import GoodsReceived, GoodsReturnedToSupplier, OpeningStock
from tieout.core.event.purchase import ReceiptLine, SupplierReturnLine
from tieout.core.lot import Part
from tieout.costing.delivery import delivered, last_price
from tieout.costing.descent import came_of
from tieout.costing.genealogy import Lot
from tieout.costing.late import cover_shortages
from tieout.costing.method import STANDARD, WITHOUT_LOTS
from tieout.costing.shelf import RECEIPT, total
from tieout.costing.taking import (
    NotCostable,
    Pick,
    Work,
    hand_over,
    home_value,
    owed,
    picks,
    unit_value,
    worth,
)

VARIANCE = AccountKey("purchase_price_variance")

WENT_BACK: Final = "went back"
"""The origin of a part that states another price of units that had gone back to their supplier."""


def receipt_references(receipt: str) -> str:
    """What the references of all lines of a receipt begin with; a «:» in its number is written %3A."""
    return f"{RECEIPT}{receipt.replace('%', '%25').replace(':', '%3A')}:"


def receipt_reference(receipt: str, line: str) -> str:
    """The reference of the lot of one receipt line."""
    return receipt_references(receipt) + line


def receive(work: Work, event: GoodsReceived, rate: Decimal) -> None:
    """Dr inventory · Cr grni at order price and the receipt day's rate; one lot per line.

    At standard cost inventory takes that; what the order price is beyond it is a variance.
    """
    for line in event.lines:
        unit = unit_value(line.unit_price, rate)
        value = home_value(line.quantity, unit)
        kept = work.shelved(line.item, event.location, line.quantity, value)
        lot = work.stock(
            line.item,
            event.location,
            line.quantity,
            kept,
            number=line.lot,
            reference=receipt_reference(event.receipt, line.line),
            price=str(unit),
            cost="actual",
        )
        work.orders.receive(event.order, line.order_line, line.quantity)
        work.part("received", kept, lot.account, item=line.item)
        work.vary(line.item, event.location, value - kept, VARIANCE)
        accrue(work, event, line, value, line.quantity)
        cover_shortages(work, lot)


def accrue(work: Work, event: GoodsReceived, line: ReceiptLine, value: int, units: int) -> None:
    """Note what is owed for units of a receipt line; also for units that are worth nothing."""
    _owe(work, "accrued", event.supplier, f"{event.receipt}/{line.line}", line.item, value, units)


def reaccrue(work: Work, event: GoodsReceived, line: ReceiptLine, value: int, went_back: int) -> None:
    """Note what a receipt line is owed more at another price, and what of it is of units that went back.

    The latter are owed by nobody: they are noted below zero, beside the whole line.
    """
    reference = f"{event.receipt}/{line.line}"
    for origin, moved in ((WENT_BACK, -went_back), ("", value)):
        if moved:
            more = Part("accrued", moved, reference=reference, party=event.supplier, item=line.item)
            work.parts.append(more._replace(origin=origin))


def accrue_less(
    work: Work, event: GoodsReturnedToSupplier, line: SupplierReturnLine, value: int, units: int
) -> None:
    """Note what is owed no more for units that went back; also for units that are worth nothing."""
    reference = f"{line.receipt}/{line.receipt_line}"
    _owe(work, "accrual_returned", event.supplier, reference, line.item, value, units)


def _owe(work: Work, name: str, supplier: str, reference: str, item: str, value: int, units: int) -> None:
    if value or units:
        part = Part(name, value, reference=reference, party=supplier, item=item, quantity=units)
        work.parts.append(part)


def send_back(work: Work, event: GoodsReturnedToSupplier) -> None:
    """Dr grni at the receipt's order price · the rest of the cost to price variance · Cr inventory.

    Raises:
        NotCostable: the receipt line is unknown, or it holds too little and nothing says what the
            missing units cost.
    """
    for line in event.lines:
        picked, ordered = _received(work, line, event.source)
        variance = worth(picked) - ordered
        place = picked[0].lot.location
        name = work.own(line.receipt, line.receipt_line)
        back = work.bear(line.item, place, VARIANCE, line.quantity, variance, reference=name)
        hand_over(work, picked, back, "sent_back", item=line.item)
        accrue_less(work, event, line, ordered, line.quantity)
        work.part("price_variance", variance, item=line.item)


def _received(work: Work, line: SupplierReturnLine, source: str) -> tuple[list[Pick], int]:
    """What the deliveries of the receipt line give, and its order price in 10⁻⁸ home units.

    What they no longer hold, lots of their place give that units of them went on to and came back in, the
    oldest first. Then a provisional layer of the place, at the price of the last. Where lots are not looked
    at, and at standard, units are as good as any: what was joined gives them, or the oldest layers there.
    """
    named = work.shelf.by_reference(receipt_reference(line.receipt, line.receipt_line))
    lots = delivered(work.shelf, named, source, line.item)
    if not lots:
        raise NotCostable(
            "receipt_unknown", number=f"{line.receipt}/{line.receipt_line}", by="goods_returned_to_supplier"
        )
    picked, left = list[Pick](), int(line.quantity)
    priced: dict[Fraction, int] = {}
    for lot, holder in _holders(work, lots, left):
        units = min(left, holder.quantity)
        if units > 0 and holder.id not in [pick.lot.id for pick in picked]:
            picked.append(Pick(holder, units, work.shelf.worth(holder, units)))
            left -= units
            price = last_price(work.shelf, lot)
            priced[price] = priced.get(price, 0) + units
    if left:
        item, place = lots[-1].item, lots[-1].location
        alike = work.method(item, place) in {*WITHOUT_LOTS, STANDARD}
        given = [pick.lot.id for pick in picked]
        picked += picks(work, item, place, "", left, given) if alike else [owed(work, item, place, left)]
        price = last_price(work.shelf, lots[-1])
        priced[price] = priced.get(price, 0) + left
    return picked, sum(home_value(units, price) for price, units in priced.items())


def _holders(work: Work, lots: Sequence[Lot], units: int) -> Iterator[tuple[Lot, Lot]]:
    """Received lots, each with what may hold its units: itself; if that is too little, what came of it."""
    yield from ((lot, lot) for lot in lots)
    if total(lot for lot in lots if lot.quantity > 0) < units:
        for lot in lots:
            own = came_of(work, [lot])
            here = [one for one in work.shelf.layers(lot.item, lot.location) if one.id in own]
            yield from ((lot, one) for one in here)


def open_stock(work: Work, event: OpeningStock) -> None:
    """Dr inventory · Cr opening_balance: what a location held when tieout began.

    Raises:
        NotCostable: an item at standard cost stands at another.
    """
    for line in event.lots:
        unit = unit_value(line.unit_cost)
        value = home_value(line.quantity, unit)
        if work.at_standard(line.item, event.location) not in {None, unit}:
            raise NotCostable("opening_not_at_standard", item=line.item, stated=str(line.unit_cost))
        lot = work.stock(
            line.item, event.location, line.quantity, value, number=line.lot, reference=work.own()
        )
        work.shelf.state_cost(lot, "opening", (unit.numerator, unit.denominator))
        work.part("opened", value, lot.account, item=line.item)
        cover_shortages(work, lot)
