"""The web store: orders paid before or at shipment, sales in one or more parts, gift cards as tender."""

from __future__ import annotations

from datetime import date
from typing import Final

from tieout.demo.amounts import UNIT, money, quantity
from tieout.demo.book import MONEY, STORE, WEBSTORE, Plain
from tieout.demo.catalogue import EBOOK
from tieout.demo.days import END
from tieout.demo.giftcards import GiftCards
from tieout.demo.orders import Line, Order
from tieout.demo.plan import FULFILMENT
from tieout.demo.refunds import Refunds, Sale
from tieout.demo.taxes import tax_parts
from tieout.demo.wholesale import sale_line
from tieout.demo.world import World

CHANNEL: Final = "webstore"
SUNDAY: Final = 6


class Webstore:
    """The web store, day by day."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cards = GiftCards(world)
        self.refunds = Refunds(world)
        self.shipments = 0

    def take_orders(self, day: date) -> None:
        """The orders of a day, with the money that comes in before anything ships."""
        self.cards.sell(day)
        for order in [order for order in self.world.web if order.day == day]:
            self._write_order(order)
            if order.billing == "cancelled":
                self._capture(order, order.total())
                self.refunds.cancel(order)
                continue
            order.card, redeemed = self.cards.redeem(order, day)
            if redeemed:
                order.tenders.append(("gift_card", redeemed))
            if order.billing == "deposit" and order.total() > redeemed:
                self._capture(order, order.total() - redeemed)
                order.tenders.append(("deposit", order.total() - redeemed))

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
            WEBSTORE,
            "order_placed",
            order.key,
            order.day,
            source=STORE,
            order=order.key,
            customer=order.customer.key,
            channel=CHANNEL,
            currency="USD",
            lines=lines,
            total=money(order.total()),
        )

    def _capture(self, order: Order, cents: int) -> None:
        """Money before recognition: a deposit until the goods leave."""
        number = f"{order.gateway}-{order.key}"
        self.world.till.move(order.gateway, number, order.day, cents)
        self.world.book.write(
            MONEY,
            "payment_captured",
            number,
            order.day,
            source=STORE,
            number=number,
            customer=order.customer.key,
            channel=CHANNEL,
            gateway=order.gateway,
            currency="USD",
            amount=money(cents),
            order=order.key,
        )

    def ship(self, day: date) -> None:
        """Every order that is due and on the shelf, except on Sundays; a line ships whole or waits."""
        if day.weekday() == SUNDAY or day > END:
            return
        for order in self.world.web:
            if order.day <= day and order.ship <= day and order.billing != "cancelled" and not order.done():
                ready = [line for line in order.lines if line.open and self._is_ready(line)]
                if any(line.sku != EBOOK.sku for line in ready) or _only_downloads(order):
                    self._sell(order, day, ready)

    def _is_ready(self, line: Line) -> bool:
        held = self.world.stock.on_hand(line.sku, FULFILMENT)
        return line.sku == EBOOK.sku or held >= line.units * UNIT

    def _sell(self, order: Order, day: date, ready: list[Line]) -> None:
        """Ship the lines that are ready and sell them on the same day."""
        order.documents += 1
        shipment = self._ship(order, day, [line for line in ready if line.sku != EBOOK.sku])
        number = f"W{order.key}-{order.documents}"
        shipping = order.shipping if order.documents == 1 else 0
        net = sum(line.net(line.units) for line in ready)
        tax = sum(order.tax(line, line.units) for line in ready)
        total = net + tax + shipping
        tenders = self._tenders(order, number, day, total)
        for line in ready:
            line.open = 0
        self.world.book.write(
            WEBSTORE,
            "sale_paid",
            number,
            day,
            source=STORE,
            number=number,
            order=order.key,
            customer=order.customer.key,
            channel=CHANNEL,
            currency="USD",
            lines=[sale_line(line, line.units) for line in ready],
            shipping=money(shipping),
            taxes=tax_parts(order.customer.state, tax, money(tax)),
            total=money(total),
            tenders=tenders,
        )
        sale = Sale(order=order, number=number, day=day, lines=ready, shipping=shipping, shipment=shipment)
        self.refunds.consider(sale)

    def _ship(self, order: Order, day: date, lines: list[Line]) -> str:
        if not lines:
            return ""
        self.shipments += 1
        key = f"WS-{self.shipments:05}"
        shipped = []
        for line in lines:
            self.world.stock.take(line.sku, FULFILMENT, line.units * UNIT)
            shipped.append({"line": line.line, "item": line.sku, "quantity": quantity(line.units * UNIT)})
        self.world.book.write(
            WEBSTORE,
            "goods_shipped",
            key,
            day,
            source=STORE,
            shipment=key,
            order=order.key,
            customer=order.customer.key,
            location=FULFILMENT,
            lines=shipped,
        )
        return key

    def _tenders(self, order: Order, number: str, day: date, total: int) -> list[Plain]:
        """What pays a sale: gift card, then deposit, each as far as it goes; else a capture today."""
        tenders: list[Plain] = []
        left: list[tuple[str, int]] = []
        for kind, cents in order.tenders:
            used = min(cents, total)
            total -= used
            left.append((kind, cents - used))
            if used:
                reference = order.card if kind == "gift_card" else order.key
                tenders.append({"type": kind, "amount": money(used), "reference": reference})
        order.tenders = left
        if total:
            reference = f"{order.gateway}-{number}"
            self.world.till.move(order.gateway, reference, day, total)
            one = {"type": "gateway", "amount": money(total), "gateway": order.gateway}
            tenders.append(one | {"reference": reference})
        return tenders


def _only_downloads(order: Order) -> bool:
    return all(line.sku == EBOOK.sku for line in order.lines)
