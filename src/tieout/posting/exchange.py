"""Exchange: source amounts in the currency and minor units a document is written in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from tieout.core.currency import minor_places
from tieout.core.master import MasterData
from tieout.core.money import decimal_text, minor_as_billed, quanta_per_minor
from tieout.core.open_item import Billed
from tieout.core.scaled import half_even, half_up

MOST_PLACES: Final = 2
"""Places QuickBooks stores of an amount (fact sheet 11, rounding): finer currencies are converted."""


RATE_PLACES: Final = 12
"""Places of a rate that follows from two amounts; as many as a stated rate may have."""


class NoRate(Exception):
    """No rate is known for a currency on a day."""

    def __init__(self, currency: str, day: date) -> None:
        super().__init__(f"no rate of {currency} is known on {day}")
        self.currency = currency
        self.day = day


@dataclass(frozen=True, slots=True)
class Exchange:
    """How amounts of one source document become amounts of the books.

    `rate` is home units per 1 unit of `original`; `currency` is what the document is written in
    (accounting.md 1, currency); `home_rate` is home units per 1 unit of that, None at home.
    """

    original: str
    currency: str
    rate: Decimal
    source: str
    home: str
    home_rate: Decimal | None = None

    def minor(self, amount: int) -> int:
        """A source amount (10⁻⁸ units) in the document's minor units, rounded once, ties away from zero."""
        if self.original == self.currency:
            return minor_as_billed(amount, self.currency)
        exact = Fraction(self.rate) / Fraction(self.home_rate or 1) * amount
        exact /= quanta_per_minor(self.currency)
        return half_up(exact.numerator, exact.denominator)

    def exact(self, amount: int) -> int:
        """A source amount in 10⁻⁸ home units, half-even; 0 of a document in a currency of its own.

        QuickBooks makes the home amounts of such a document: there is nothing finer than its cents.
        """
        if self.home_rate is not None:
            return 0
        exact = Fraction(self.rate) * amount
        return half_even(exact.numerator, exact.denominator)

    @property
    def rate_text(self) -> str:
        """The rate as the document states it; empty at home."""
        return "" if self.home_rate is None else format(self.home_rate, "f")

    def note(self, amount: int) -> str:
        """What the memo keeps of a converted document (S001-53); empty where nothing is converted."""
        if self.original == self.currency:
            return ""
        stated = decimal_text(minor_as_billed(amount, self.original), self.original)
        return f"Original {self.original} {stated} at {self.rate} ({self.source})"


def exchange_of(
    currency: str, rate: Decimal | None, day: date, master: MasterData, *, at_home: bool = False
) -> Exchange:
    """The exchange of a document: its own rate, else the rate table's of the day.

    `at_home`: the document is converted whatever the company's setting says.

    Raises:
        NoRate: neither is known.
    """
    home = master.home_currency
    if currency == home:
        return Exchange(home, home, Decimal(1), "home", home)
    known, source = (rate, "as stated") if rate is not None else _table_rate(currency, day, master)
    if at_home or not writes_own(currency, master):
        return Exchange(currency, home, known, source, home)
    return Exchange(currency, currency, known, source, master.home_currency, known)


def writes_own(currency: str, master: MasterData) -> bool:
    """Whether documents of the currency are written in it: the setting, and what QuickBooks can store."""
    return master.own_currencies and minor_places(currency) <= MOST_PLACES


def _table_rate(currency: str, day: date, master: MasterData) -> tuple[Decimal, str]:
    known = master.rate(currency, day)
    if known is None:
        raise NoRate(currency, day)
    return known


def exchange_into(
    billed: Billed | None, currency: str, rate: Decimal | None, day: date, master: MasterData
) -> Exchange:
    """The exchange of what settles an invoice: in the invoice's currency, whatever was paid in.

    Money of the invoice's own currency keeps its own rate, the day's; other money becomes the
    invoice's at the two rates of the day.

    Raises:
        NoRate: a rate is not known.
    """
    if billed is None or billed.currency == master.home_currency:
        return exchange_of(currency, rate, day, master, at_home=billed is not None)
    if currency == billed.currency:
        known, source = (rate, "as stated") if rate is not None else _table_rate(currency, day, master)
        return Exchange(currency, currency, known, source, master.home_currency, known)
    paid = exchange_of(currency, rate, day, master, at_home=True)
    into, _ = _table_rate(billed.currency, day, master)
    return Exchange(currency, billed.currency, paid.rate, paid.source, paid.home, into)


def at_invoice_rate(exchange: Exchange, billed: Billed | None) -> Exchange:
    """The exchange of a journal or credit that settles an invoice: at the invoice's own rate.

    So it takes off the receivable what the invoice put there; the rate that moved since is a
    difference of what it was settled with, never of the receivable.
    """
    if billed is None or exchange.home_rate is None or exchange.currency != billed.currency:
        return exchange
    return replace(exchange, home_rate=Decimal(billed.rate), source="of the invoice")


def implied_rate(home_minor: int, minor: int, currency: str, home: str) -> Decimal:
    """The rate at which minor units of a currency come to minor units of home, to twelve places."""
    rate = Fraction(home_minor, minor) * Fraction(10) ** (minor_places(currency) - minor_places(home))
    scaled = half_up(rate.numerator * 10**RATE_PLACES, rate.denominator)
    return Decimal(scaled).scaleb(-RATE_PLACES)
