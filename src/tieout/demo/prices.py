"""Selling prices and exchange rates, both with a change mid-month."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

from tieout.demo.amounts import half_up
from tieout.demo.catalogue import EBOOK, SOLD, Item
from tieout.demo.days import END, MIDDLE, OPENING, is_weekday, span

PER_DOLLAR: Final = {"USD": 100, "EUR": 93, "GBP": 80, "CAD": 137}
"""Cents of a currency's wholesale price per dollar of the US list."""
RATES: Final = {"EUR": 108400, "GBP": 126900, "CAD": 72800}
"""Where each rate starts on the opening day: 10⁻⁵ US dollars per unit."""
RISE: Final = 104
"""Percent of the old selling price from the middle of the month."""


def _risen(cents: int, day: date) -> int:
    return half_up(cents * RISE, 100) if day >= MIDDLE else cents


def wholesale_price(item: Item, currency: str, day: date) -> int:
    """Cents per unit in the customer's currency."""
    return half_up(_risen(item.wholesale, day) * PER_DOLLAR[currency], 100)


def retail_price(item: Item, day: date) -> int:
    """US cents per unit in the web store; the e-book keeps its price."""
    return item.retail if item is EBOOK else _risen(item.retail, day)


def list_prices(name: str, currency: str, day: date) -> dict[str, int]:
    """Cents per unit of one price list on a day, by SKU."""
    if name == "retail":
        return {item.sku: retail_price(item, day) for item in (*SOLD, EBOOK)}
    return {item.sku: wholesale_price(item, currency, day) for item in SOLD}


def daily_rates(rng: Random) -> list[tuple[date, str, str]]:
    """Day, currency and rate as text for every calendar day; week-ends carry Friday's rate."""
    rates: list[tuple[date, str, str]] = []
    for currency, start in RATES.items():
        rate = start
        for day in span(OPENING, END):
            if is_weekday(day):
                rate += rng.randint(-start // 180, start // 180)
            rates.append((day, currency, f"{rate // 100_000}.{rate % 100_000:05}"))
    return rates
