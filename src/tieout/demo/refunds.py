"""Refunds of the web store: with and without restock, shipping only, a fee kept, a cancelled order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tieout.demo.amounts import UNIT, money, quantity
from tieout.demo.book import MONEY, STORE, WEBSTORE, Plain
from tieout.demo.catalogue import EBOOK
from tieout.demo.days import END
from tieout.demo.orders import Line, Order
from tieout.demo.plan import FULFILMENT
from tieout.demo.taxes import tax_parts
from tieout.demo.wholesale import sale_line
from tieout.demo.world import World

WAYS: Final = ("restock", "scrap", "shipping", "restock", "fee kept", "restock", "goodwill")
FEE_KEPT: Final = 250
GOODWILL: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """A sale as far as refunds need it; `shipment` is empty where nothing shipped."""

    order: Order
    number: str
    day: date
    lines: list[Line]
    shipping: int
    shipment: str


class Refunds:
    """What goes back, planned when it is sold and carried out on its day."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = world.dice("refunds")
        self.count = 0
        self.back: list[tuple[date, Sale, Line, int, bool]] = []

    def consider(self, sale: Sale) -> None:
        """Refund the first sales that can be, one in every way, then about three in a hundred."""
        goods = [line for line in sale.lines if line.sku != EBOOK.sku and line.net(line.units) > FEE_KEPT]
        day = sale.day + timedelta(days=self.rng.randint(3, 9))
        way = WAYS[self.count % len(WAYS)]
        wanted = self.count < len(WAYS) or self.rng.random() < 0.03
        possible = goods and not sale.order.card and day <= END and (way != "shipping" or sale.shipping)
        if wanted and possible:
            self.count += 1
            self._refund(sale, goods[0], way, day)

    def _refund(self, sale: Sale, line: Line, way: str, day: date) -> None:
        if way == "shipping":
            self._write(sale.order, sale.number, day, "sale", shipping=sale.shipping)
            return
        if way == "goodwill":
            self._write(sale.order, sale.number, day, "sale", adjustments=[("goodwill", GOODWILL)])
            return
        units = self.rng.randint(1, line.units)
        if line.net(units) <= FEE_KEPT:
            units = line.units
        kept = [("restocking fee", -FEE_KEPT)] if way == "fee kept" else []
        self._write(sale.order, sale.number, day, "sale", lines=[(line, units)], adjustments=kept)
        self.back.append((day, sale, line, units, way != "scrap"))

    def _write(
        self,
        order: Order,
        refunded: str,
        day: date,
        refunds: str,
        lines: list[tuple[Line, int]] | None = None,
        shipping: int = 0,
        adjustments: list[tuple[str, int]] | None = None,
    ) -> None:
        """The refund as the store states it; money goes back the way it came."""
        number = f"RF-{refunded}"
        taken = lines or []
        tax = sum(order.tax(line, units) for line, units in taken)
        extra = adjustments or []
        total = (
            sum(line.net(units) for line, units in taken) + tax + shipping + sum(one for _, one in extra)
        )
        self.world.till.move(order.gateway, number, day, -total)
        self.world.book.write(
            MONEY,
            "refund_issued",
            number,
            day,
            source=STORE,
            number=number,
            refunds=refunds,
            refunded=refunded,
            customer=order.customer.key,
            channel="webstore",
            currency="USD",
            lines=[sale_line(line, units) for line, units in taken],
            shipping=money(shipping),
            taxes=tax_parts(order.customer.state, tax, money(tax)),
            adjustments=[{"reason": reason, "amount": money(cents)} for reason, cents in extra],
            total=money(total),
            gateway=order.gateway,
        )

    def cancel(self, order: Order) -> None:
        """An order is cancelled before it ships: its deposit goes back, nothing was ever earned."""
        fields = {"order": order.key, "reason": "ordered twice"}
        self.world.book.write(WEBSTORE, "order_cancelled", order.key, order.ship, source=STORE, **fields)
        lines = [(line, line.units) for line in order.lines]
        self._write(order, order.key, order.ship, "deposit", lines=lines, shipping=order.shipping)

    def take_back(self, day: date) -> None:
        """The goods of the day's refunds come back: on the shelf again, or scrapped."""
        for _, sale, line, units, restock in [one for one in self.back if one[0] == day]:
            one: Plain = {"item": line.sku, "quantity": quantity(units * UNIT), "shipment": sale.shipment}
            one |= {"shipment_line": line.line, "restock": restock}
            if restock:
                one["lot"] = f"RT-{sale.number}"
                self.world.stock.put(line.sku, FULFILMENT, units * UNIT, one["lot"])
            self.world.book.write(
                WEBSTORE,
                "goods_returned",
                f"RT-{sale.number}",
                day,
                source=STORE,
                number=f"RT-{sale.number}",
                customer=sale.order.customer.key,
                location=FULFILMENT,
                lines=[one],
            )
