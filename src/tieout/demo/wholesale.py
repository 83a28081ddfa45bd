"""Wholesale: shipments as stock allows, invoices for what shipped, payments against invoices."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from tieout.demo.amounts import UNIT, money, quantity
from tieout.demo.book import MONEY, WHOLESALE, Plain
from tieout.demo.days import END, LAST, LATE, is_weekday, later
from tieout.demo.orders import Line, Order
from tieout.demo.plan import PLANT
from tieout.demo.taxes import tax_parts
from tieout.demo.world import World

CHANNEL: Final = "wholesale"
DAMAGED: Final = 3
"""Invoices of which a part is credited, without money leaving."""
SHORT_PAID: Final = 250
"""Cents one customer leaves unpaid; written off a week later."""
Taken = list[tuple[Line, int]]


class Wholesale:
    """The wholesale desk, day by day."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = world.dice("wholesale")
        self.shipments = 0
        self.credits = 0
        self.billed = 0
        self.written_off = False
        self.payments = 0
        self.back: list[tuple[date, str, Order, Line, int]] = []

    def take_orders(self, day: date) -> None:
        """The orders of a day; a few are billed at once, two ask for a deposit."""
        for order in [order for order in self.world.wholesale if order.day == day]:
            self._write_order(order)
            if order.billing == "before":
                self._invoice(order, day, [(line, line.units) for line in order.lines], "")
            if order.billing == "prepaid":
                self._pay(order, day, order.total() * 3 // 10, "bank-wire", {"order": order.key})

    def _write_order(self, order: Order) -> None:
        lines = [
            {
                "line": line.line,
                "item": line.sku,
                "quantity": quantity(line.units * UNIT),
                "amount": money(line.amount(line.units)),
            }
            for line in order.lines
        ]
        self.world.book.write(
            WHOLESALE,
            "order_placed",
            order.key,
            order.day,
            order=order.key,
            customer=order.customer.key,
            channel=CHANNEL,
            currency=order.customer.currency,
            lines=lines,
            total=money(order.total()),
        )

    def ship(self, day: date) -> None:
        """Everything that is due and on the shelf; the rest waits for the next truck."""
        if not is_weekday(day) or day > LAST:
            return
        for order in self.world.wholesale:
            if order.ship <= day and not order.done():
                taken = self._available(order)
                if taken:
                    self._ship(order, day, taken)

    def _available(self, order: Order) -> Taken:
        """Lines and units that can leave today; a split order sends about half of each line first."""
        taken: Taken = []
        for line in order.lines:
            free = self.world.stock.on_hand(line.sku, PLANT) - self.world.plan.reserve[line.sku]
            wanted = line.units // 2 if order.split and line.open == line.units else line.open
            units = min(wanted, free // UNIT)
            if units >= min(line.open, 3):
                taken.append((line, units))
        return [(line, units) for line, units in taken if units > 0]

    def _ship(self, order: Order, day: date, taken: Taken) -> None:
        self.shipments += 1
        key = f"SH-{self.shipments:04}"
        named = self.rng.random() < 0.15
        lines = [one for line, units in taken for one in self._lines(line, units, named=named)]
        for line, units in taken:
            line.open -= units
        order.split = False
        order.ship = later(day, 3)
        fields = {"order": order.key, "customer": order.customer.key, "location": PLANT, "lines": lines}
        self.world.book.write(WHOLESALE, "goods_shipped", key, day, shipment=key, **fields)
        if order.billing != "before":
            self._invoice(order, self._billed(order, day), taken, "" if named else key)

    def _lines(self, line: Line, units: int, *, named: bool) -> list[Plain]:
        """Shipment lines of one order line: one per lot where lots are named."""
        picked = self.world.stock.lots(line.sku, PLANT, units * UNIT) if named else []
        lines: list[Plain] = []
        for place, (lot, milli) in enumerate(picked or [("", units * UNIT)]):
            self.world.stock.take(line.sku, PLANT, milli, lot)
            one = {"line": line.line + (f"-{place}" if place else ""), "item": line.sku}
            one |= {"quantity": quantity(milli), "order_line": line.line}
            lines.append(one | {"lot": lot} if lot else one)
        return lines

    def _billed(self, order: Order, day: date) -> date:
        """When a shipment is invoiced: mostly the same day; some of the 31st only on 2 April."""
        if order.billing == "april":
            return LATE
        return day + timedelta(days=self.rng.randint(1, 2)) if order.billing == "later" else day

    def _invoice(self, order: Order, day: date, taken: Taken, shipment: str) -> None:
        """Bill so many units of each line; freight goes on the first invoice of an order."""
        order.documents += 1
        number = f"INV-{order.key.removeprefix('SO-')}-{order.documents}"
        freight = order.shipping if order.documents == 1 else 0
        net = sum(line.net(units) for line, units in taken)
        tax = sum(order.tax(line, units) for line, units in taken)
        total = net + tax + freight
        self.world.book.write(
            WHOLESALE,
            "invoice_issued",
            number,
            day,
            number=number,
            order=order.key,
            customer=order.customer.key,
            channel=CHANNEL,
            currency=order.customer.currency,
            lines=[sale_line(line, units) for line, units in taken],
            shipping=money(freight),
            taxes=tax_parts(order.customer.state, tax, money(tax)),
            total=money(total),
            due=(day + timedelta(days=order.customer.terms)).isoformat(),
        )
        self._settle(order, number, day, total, taken[0], shipment)

    def _settle(
        self, order: Order, number: str, day: date, total: int, first: tuple[Line, int], shipment: str
    ) -> None:
        """What becomes of an invoice: a credit, a short payment, a payment, or nothing this month."""
        if order.billing in ("before", "prepaid"):
            return
        self.billed += bool(shipment)
        if shipment and self.credits < DAMAGED and day <= LAST.replace(day=20) and self.billed % 4 == 2:
            self._credit(order, number, day, first, shipment)
        elif not self.written_off and day <= LAST.replace(day=19) and order.customer.currency == "USD":
            self.written_off = True
            self._pay(order, later(day, 6), total - SHORT_PAID, "check", {"invoice": number})
            self._write_off(order, number, later(day, 13))
        elif self.rng.random() < 0.65:
            self._collect(order, number, later(day, self.rng.randint(4, 18)), total)

    def _collect(self, order: Order, number: str, day: date, total: int) -> None:
        """Payment in full, or in two halves; foreign customers pay by wire, at the rate of their day."""
        wire = order.customer.currency != "USD" or self.rng.random() < 0.4
        gateway = "bank-wire" if wire else "check"
        half = total // 2 if self.rng.random() < 0.08 else 0
        if half:
            self._pay(order, later(day, 5), half, gateway, {"invoice": number})
        self._pay(order, day, total - half, gateway, {"invoice": number})

    def _pay(self, order: Order, day: date, cents: int, gateway: str, of: dict[str, str]) -> None:
        """Money against an invoice or an order; what falls after the tail is not paid yet."""
        if day > END:
            return
        self.payments += 1
        number = f"PAY-{self.payments:04}"
        self.world.till.move(gateway, number, day, cents)
        self.world.book.write(
            MONEY,
            "payment_captured",
            number,
            day,
            number=number,
            customer=order.customer.key,
            channel=CHANNEL,
            gateway=gateway,
            currency=order.customer.currency,
            amount=money(cents),
            **of,
        )

    def _write_off(self, order: Order, number: str, day: date) -> None:
        fields = {"invoice": number, "customer": order.customer.key, "currency": order.customer.currency}
        fields |= {"amount": money(SHORT_PAID), "approved_by": "controller"}
        self.world.book.write(MONEY, "write_off_approved", f"WO-{number}", day, **fields)

    def _credit(self, order: Order, number: str, day: date, first: tuple[Line, int], shipment: str) -> None:
        """Credit a third of the first line as damaged; its units come back and are scrapped."""
        self.credits += 1
        line, units = first
        broken = max(units // 3, 1)
        when = later(day, 5)
        tax = order.tax(line, broken)
        self.world.book.write(
            MONEY,
            "refund_issued",
            f"CM-{number}",
            when,
            number=f"CM-{number}",
            refunds="invoice",
            refunded=number,
            customer=order.customer.key,
            channel=CHANNEL,
            currency=order.customer.currency,
            lines=[sale_line(line, broken)],
            taxes=tax_parts(order.customer.state, tax, money(tax)),
            total=money(line.net(broken) + tax),
        )
        self.back.append((when, shipment, order, line, broken))

    def take_back(self, day: date) -> None:
        """Damaged goods of a credit come back; nothing of them is stocked."""
        for _, shipment, order, line, units in [one for one in self.back if one[0] == day]:
            key = f"RMA-{shipment}"
            one = {"item": line.sku, "quantity": quantity(units * UNIT), "shipment": shipment}
            fields = {"customer": order.customer.key, "location": PLANT}
            lines = [one | {"shipment_line": line.line, "restock": False}]
            self.world.book.write(WHOLESALE, "goods_returned", key, day, number=key, lines=lines, **fields)


def sale_line(line: Line, units: int) -> Plain:
    """A billed or refunded line: price before discount, and the discount apart."""
    return {
        "line": line.line,
        "item": line.sku,
        "quantity": quantity(units * UNIT),
        "amount": money(line.amount(units)),
        "discount": money(line.discount(units)),
    }
