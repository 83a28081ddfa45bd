"""Exchange: source amounts in the currency and cents a document is written in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tieout.core.master import MasterData
from tieout.core.money import decimal_text, minor_as_billed, quanta_per_minor
from tieout.core.scaled import half_even, half_up


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
    (accounting.md 1, currency).
    """

    original: str
    currency: str
    rate: Decimal
    source: str

    def minor(self, amount: int) -> int:
        """A source amount (10⁻⁸ units) in the document's minor units, rounded once, ties away from zero."""
        if self.original == self.currency:
            return minor_as_billed(amount, self.currency)
        exact = Fraction(self.rate) * amount / quanta_per_minor(self.currency)
        return half_up(exact.numerator, exact.denominator)

    def exact(self, amount: int) -> int:
        """A source amount (10⁻⁸ units) in 10⁻⁸ units of the document's currency, half-even."""
        if self.original == self.currency:
            return amount
        exact = Fraction(self.rate) * amount
        return half_even(exact.numerator, exact.denominator)

    def note(self, amount: int) -> str:
        """What the memo keeps of a converted document (S001-53); empty where nothing is converted."""
        if self.original == self.currency:
            return ""
        stated = decimal_text(minor_as_billed(amount, self.original), self.original)
        return f"Original {self.original} {stated} at {self.rate} ({self.source})"


def exchange_of(currency: str, rate: Decimal | None, day: date, master: MasterData) -> Exchange:
    """The exchange of a document: its own rate, else the rate table's of the day.

    Raises:
        NoRate: neither is known.
    """
    home = master.home_currency
    if currency == home:
        return Exchange(home, home, Decimal(1), "home")
    if rate is not None:
        return Exchange(currency, home, rate, "as stated")
    known = master.rate(currency, day)
    if known is None:
        raise NoRate(currency, day)
    return Exchange(currency, home, known[0], known[1])
