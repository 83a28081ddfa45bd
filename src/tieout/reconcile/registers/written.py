"""Written: how a source's amounts come to minor units of a document, and to home (accounting.md 1, 2).

The registers reckon by themselves: they share no arithmetic with posting, whose result they prove.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from tieout.core.currency import minor_places
from tieout.core.master import MasterData
from tieout.core.money import minor_as_billed, quanta_per_minor
from tieout.core.scaled import half_up

STORED_PLACES: Final = 2
"""Places QuickBooks stores of an amount: finer currencies are converted (decisions, 2026-11-21)."""


@dataclass(frozen=True, slots=True)
class Written:
    """A document's source currency, the one it is written in, and home units per unit of each."""

    original: str
    currency: str
    home: str
    rate: Fraction
    into: Fraction

    @property
    def is_converted(self) -> bool:
        """Whether a foreign amount is written in home currency."""
        return self.currency == self.home != self.original

    def minor(self, amount: int) -> int:
        """A source amount (10⁻⁸ units) in the document's minor units, ties away from zero."""
        if self.original == self.currency:
            return minor_as_billed(amount, self.currency)
        exact = self.rate / self.into * amount / quanta_per_minor(self.currency)
        return half_up(exact.numerator, exact.denominator)

    def at_home(self, minor: int) -> int:
        """Minor units of the document in home minor units, ties away from zero."""
        if self.currency == self.home:
            return minor
        exact = self.into * minor * Fraction(10) ** (minor_places(self.home) - minor_places(self.currency))
        return half_up(exact.numerator, exact.denominator)

    def exact(self, amount: int) -> int:
        """A source amount in 10⁻⁸ home units, ties to even."""
        return round(self.rate * amount)


def written(
    currency: str, stated: Decimal | None, day: date, master: MasterData, *, at_home: bool = False
) -> Written:
    """How a document of a currency is written; the rate it states, else that of its day's table.

    `at_home`: it is converted, whatever the company's setting. A rate nobody knows counts as zero:
    such a fact is quarantined, so that its register shows what was posted all the same.
    """
    home = master.home_currency
    known = master.rate(currency, day)
    rate = Fraction(stated if stated is not None and currency != home else known[0] if known else 0)
    own = master.own_currencies and minor_places(currency) <= STORED_PLACES
    if currency == home or at_home or not own:
        return Written(currency, home, home, rate, Fraction(1))
    return Written(currency, currency, home, rate, rate)
