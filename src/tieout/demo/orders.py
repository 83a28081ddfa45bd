"""The demand of the month: every order of both channels, before anything is made or shipped.

Orders come first because everything else follows from them: production and purchasing are planned
so that they can be filled. The first web orders carry the cases the demo wants to show, so that
every seed has each of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from tieout.demo.amounts import half_up
from tieout.demo.catalogue import EBOOK, ITEMS, SOLD
from tieout.demo.days import FIRST, LAST, WEEKDAYS, later, span
from tieout.demo.parties import WHOLESALERS, Party
from tieout.demo.prices import retail_price, wholesale_price
from tieout.demo.taxes import tax_of

WHOLESALE_SHARE: Final = 15
"""Percent of all orders that are wholesale."""
FREE_SHIPPING: Final = 6000
SHIPPING: Final = 795
FREIGHT: Final = 4500
FREIGHT_FREE: Final = 150_000


@dataclass(slots=True, kw_only=True)
class Line:
    """One order line; money in cents for all its units, `open` = units not yet shipped."""

    line: str
    sku: str
    units: int
    unit_price: int
    percent_off: int
    open: int = 0

    def amount(self, units: int) -> int:
        """Cents before discount."""
        return units * self.unit_price

    def discount(self, units: int) -> int:
        """Cents off, half up."""
        return half_up(self.amount(units) * self.percent_off, 100)

    def net(self, units: int) -> int:
        """Cents after discount."""
        return self.amount(units) - self.discount(units)


@dataclass(slots=True, kw_only=True)
class Order:
    """An order and what becomes of it: when it ships, how it is billed and paid."""

    key: str
    day: date
    customer: Party
    lines: list[Line]
    ship: date
    billing: str
    shipping: int = 0
    split: bool = False
    gateway: str = ""
    card: str = ""
    tenders: list[tuple[str, int]] = field(default_factory=list)
    documents: int = 0

    def tax(self, line: Line, units: int) -> int:
        """Cents of tax on units of a line; shipping is not taxed."""
        return tax_of(self.customer.state, line.net(units)) if self.customer.taxable else 0

    def total(self) -> int:
        """Cents the customer owes for the whole order."""
        lines = sum(line.net(line.units) + self.tax(line, line.units) for line in self.lines)
        return lines + self.shipping

    def done(self) -> bool:
        """Whether everything has shipped."""
        return not any(line.open for line in self.lines)


def _weighted(rng: Random, count: int) -> list[str]:
    weights = [item.weight for item in SOLD]
    picked = rng.choices([item.sku for item in SOLD], weights=weights, k=count)
    return list(dict.fromkeys(picked))


def _wholesale_order(rng: Random, number: int, day: date) -> Order:
    customer = rng.choice(WHOLESALERS)
    lines = []
    for place, sku in enumerate(_weighted(rng, rng.randint(2, 6)), start=1):
        units = rng.choice((6, 12, 12, 12, 24, 24, 24, 48))
        price = wholesale_price(ITEMS[sku], customer.currency, day)
        lines.append(
            Line(
                line=str(place),
                sku=sku,
                units=units,
                unit_price=price,
                percent_off=customer.discount,
                open=units,
            )
        )
    freight = FREIGHT if sum(line.amount(line.units) for line in lines) < FREIGHT_FREE else 0
    return Order(
        key=f"SO-{5000 + number}",
        day=day,
        customer=customer,
        lines=lines,
        ship=later(day, rng.randint(1, 4)),
        billing=rng.choices(("shipped", "later", "before"), weights=(78, 18, 4))[0],
        shipping=freight,
        split=rng.random() < 0.12,
    )


MONTH_END: Final = 4
"""Wholesale orders that ship on the 31st and are invoiced on 2 April, whatever the seed."""


def wholesale_orders(rng: Random, count: int) -> list[Order]:
    """The wholesale orders of the month in order of their day."""
    days = sorted(rng.choice(WEEKDAYS[:-1]) for _ in range(count))
    orders = [_wholesale_order(rng, number, day) for number, day in enumerate(days, start=1)]
    for order in orders[-MONTH_END:]:
        order.ship, order.billing, order.split = LAST, "april", False
    for order in [order for order in orders[: count // 2] if order.customer.currency == "USD"][:2]:
        order.billing, order.split = "prepaid", False
    return orders


def _web_lines(rng: Random, day: date, percent_off: int) -> list[Line]:
    lines = []
    skus = _weighted(rng, rng.randint(1, 4)) + ([EBOOK.sku] if rng.random() < 0.03 else [])
    for place, sku in enumerate(skus, start=1):
        units = 1 if sku == EBOOK.sku else rng.choice((1, 1, 1, 2, 2, 3, 4))
        price = retail_price(ITEMS[sku], day)
        lines.append(
            Line(
                line=str(place), sku=sku, units=units, unit_price=price, percent_off=percent_off, open=units
            )
        )
    return lines


def _web_order(rng: Random, number: int, day: date, customers: tuple[Party, ...]) -> Order:
    lines = _web_lines(rng, day, 10 if rng.random() < 0.15 else 0)
    goods = [line for line in lines if line.sku != EBOOK.sku]
    free = sum(line.net(line.units) for line in lines) >= FREE_SHIPPING or not goods
    wait = rng.choice((0, 1, 1, 1, 2, 2, 3))
    return Order(
        key=f"{100000 + number}",
        day=day,
        customer=customers[0] if rng.random() < 0.3 else rng.choice(customers[1:]),
        lines=lines,
        ship=day + timedelta(days=wait),
        billing="deposit" if wait and rng.random() < 0.85 else "at shipment",
        shipping=0 if free else SHIPPING,
        gateway=rng.choices(("stripe", "paypal"), weights=(65, 35))[0],
    )


FULLY_DISCOUNTED: Final = 3
CANCELLED: Final = 5
"""Which web orders (counted from 0) are given away, and cancelled before they ship."""


def web_orders(rng: Random, count: int, customers: tuple[Party, ...]) -> list[Order]:
    """The web orders of the month in order of their day."""
    days = sorted(rng.choice(span(FIRST, LAST)) for _ in range(count))
    orders = [_web_order(rng, number, day, customers) for number, day in enumerate(days, start=1)]
    free = orders[FULLY_DISCOUNTED]
    free.shipping, free.billing = 0, "at shipment"
    for line in free.lines:
        line.percent_off = 100
    cancelled = orders[CANCELLED]
    cancelled.billing, cancelled.ship = "cancelled", cancelled.day + timedelta(days=2)
    return orders
