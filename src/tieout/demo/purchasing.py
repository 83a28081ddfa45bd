"""Procure to pay: orders, receipts in lots, one return to a supplier, bills."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from tieout.demo.amounts import UNIT, extended, money, price, quantity
from tieout.demo.book import PURCHASING, Plain
from tieout.demo.catalogue import ITEMS
from tieout.demo.days import END, FIRST, LAST, later
from tieout.demo.parties import SUPPLIERS
from tieout.demo.plan import PLANT
from tieout.demo.planted import OVERBILLED
from tieout.demo.supply import Goods, Purchase, purchases
from tieout.demo.world import World

CURRENCY: Final = {supplier.key: supplier.currency for supplier in SUPPLIERS}
DEARER_BILLS: Final = {5: 103, 18: 102, 25: 98, 33: 104}
"""Receipts whose bill differs from the order price: percent of it, to be spread by genealogy."""
_RETURN_FROM: Final = 20


@dataclass(slots=True, kw_only=True)
class Receipt:
    """One delivery as it came in; `back` = milli returned to the supplier, by line."""

    number: int
    day: date
    supplier: str
    order: str
    goods: list[Goods]
    back: dict[str, int] = field(default_factory=dict)

    def key(self) -> str:
        """The delivery's number."""
        return f"GR-{self.number:03}"

    def lot(self, line: str) -> str:
        """The lot number of a line."""
        return f"L{self.day:%m%d}-{self.number:03}-{line}"


class Purchasing:
    """The purchasing department, day by day."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = world.dice("purchasing")
        self.due: list[tuple[date, str, Purchase, list[Goods]]] = []
        self.receipts: list[Receipt] = []
        self.returned = False
        for number, purchase in enumerate(purchases(world.plan, self.rng), start=1):
            self._order(f"PO-{2600 + number}", purchase)
        self.due.sort(key=lambda one: (one[0], one[1]))

    def _order(self, key: str, purchase: Purchase) -> None:
        lines = [
            {
                "line": one.line,
                "item": one.sku,
                "quantity": quantity(one.milli),
                "unit_price": price(one.points),
            }
            for one in purchase.goods
        ]
        self.world.book.write(
            PURCHASING,
            "purchase_order_placed",
            key,
            max(purchase.placed, FIRST),
            order=key,
            supplier=purchase.supplier,
            currency=CURRENCY[purchase.supplier],
            lines=lines,
        )
        self.due += [(day, key, purchase, goods) for day, goods in purchase.deliveries]

    def receive(self, day: date) -> None:
        """The deliveries of a day, first of all in the day's order."""
        for _, order, purchase, goods in [one for one in self.due if one[0] == day]:
            number = len(self.receipts) + 1
            receipt = Receipt(number=number, day=day, supplier=purchase.supplier, order=order, goods=goods)
            self.receipts.append(receipt)
            self._write_receipt(receipt)

    def _write_receipt(self, receipt: Receipt) -> None:
        lines = []
        for one in receipt.goods:
            lot = receipt.lot(one.line)
            self.world.stock.put(one.sku, PLANT, one.milli, lot)
            line = {"line": one.line, "item": one.sku, "quantity": quantity(one.milli)}
            lines.append(line | {"unit_price": price(one.points), "lot": lot, "order_line": one.line})
        self.world.book.write(
            PURCHASING,
            "goods_received",
            receipt.key(),
            receipt.day,
            receipt=receipt.key(),
            supplier=receipt.supplier,
            order=receipt.order,
            location=PLANT,
            currency=CURRENCY[receipt.supplier],
            lines=lines,
        )

    def return_goods(self, day: date) -> None:
        """One pack of a fresh lot goes back before its bill, once in the month."""
        for receipt in self.receipts[_RETURN_FROM:]:
            if not self.returned and receipt.day == day and receipt.number not in DEARER_BILLS:
                self._try_return(receipt)

    def _try_return(self, receipt: Receipt) -> None:
        one = receipt.goods[0]
        pack = ITEMS[one.sku].pack * UNIT
        if one.milli < 2 * pack or self.world.stock.of_lot(one.sku, PLANT, receipt.lot(one.line)) < pack:
            return
        self.world.stock.take(one.sku, PLANT, pack, receipt.lot(one.line))
        receipt.back[one.line] = pack
        self.returned = True
        line = {
            "receipt": receipt.key(),
            "receipt_line": one.line,
            "item": one.sku,
            "quantity": quantity(pack),
        }
        self.world.book.write(
            PURCHASING,
            "goods_returned_to_supplier",
            "RTS-001",
            receipt.day,
            number="RTS-001",
            supplier=receipt.supplier,
            lines=[line],
        )

    def bill(self) -> None:
        """The bills of all receipts, some days after; what falls after the tail stays unbilled."""
        for receipt in self.receipts:
            day = later(receipt.day, self.rng.randint(3, 12))
            if day <= END:
                self._write_bill(receipt, day)
        self._write_carriage()

    def _write_bill(self, receipt: Receipt, day: date) -> None:
        of_price = DEARER_BILLS.get(receipt.number, 100)
        lines: list[Plain] = []
        total = 0
        for one in receipt.goods:
            kept = one.milli - receipt.back.get(one.line, 0)
            cents = extended(kept, one.points) * of_price // 100
            total += cents
            line = {"line": one.line, "amount": money(cents), "receipt": receipt.key()}
            lines.append(line | {"receipt_line": one.line, "quantity": quantity(kept)})
        number = f"B-{receipt.key()}"
        currency = CURRENCY[receipt.supplier]
        fields = {"supplier": receipt.supplier, "currency": currency, "lines": lines, "total": money(total)}
        due = later(day, 30).isoformat()
        self.world.book.write(PURCHASING, "bill_approved", number, day, number=number, due=due, **fields)
        if day.day % 3 == 0 and day <= LAST.replace(day=20) and number != OVERBILLED:
            paid = {
                "bill": number,
                "supplier": receipt.supplier,
                "currency": currency,
                "amount": money(total),
            }
            self.world.book.write(PURCHASING, "bill_paid", f"paid-{number}", later(day, 10), **paid)

    def _write_carriage(self) -> None:
        """Outbound freight (a cost of the month) and the broker's bill of the first import."""
        for number, (day, cents) in enumerate(((13, 184250), (27, 211875)), start=1):
            line = {
                "line": "1",
                "amount": money(cents),
                "cost": "shipping_cost",
                "description": "Outbound freight",
            }
            key = f"NWF-{number:03}"
            fields = {"supplier": "S-FREIGHT", "currency": "USD", "lines": [line], "total": money(cents)}
            self.world.book.write(
                PURCHASING, "bill_approved", key, LAST.replace(day=day), number=key, **fields
            )
        imported = next(one for one in self.receipts if one.supplier == "S-FRANTOIO")
        self.world.book.write(
            PURCHASING,
            "landed_cost_billed",
            "HCB-001",
            later(imported.day, 4),
            number="HCB-001",
            supplier="S-BROKER",
            currency="USD",
            amount="385.00",
            receipts=[imported.key()],
            allocate_by="value",
        )
