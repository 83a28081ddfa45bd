"""Home: the home amounts of a document in another currency, as QuickBooks makes them.

QuickBooks is told the currency, the rate and the amounts, and makes the home amounts itself. How it
rounds them is not documented (accounting.md 2): here, and in the emulator, every line is rounded by
itself, ties away from zero, and what is left over goes to the last line that is no control account.
So these are computed, and confirmed by QuickBooks' ledger when books are tied out.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from tieout.core.account import AccountKey
from tieout.core.currency import minor_places
from tieout.core.entry import Line, Side
from tieout.core.scaled import half_up

CONTROL: Final = frozenset({"accounts_receivable", "accounts_payable", "clearing", "bank", "undeposited"})
"""Roles whose lines carry the total of a document: they never take what rounding leaves."""

SummedKey = tuple[AccountKey, str, str]
"""Account, side and party: what the lines of a summary are added up by."""


class Conversion(NamedTuple):
    """Minor units of one currency to those of home, at a rate in home units per 1 unit."""

    currency: str
    home: str
    rate: Decimal

    def of(self, minor: int) -> int:
        """Home minor units, ties away from zero."""
        places = minor_places(self.home) - minor_places(self.currency)
        exact = Fraction(self.rate) * minor * Fraction(10) ** places
        return half_up(exact.numerator, exact.denominator)


def home_amounts(
    lines: Sequence[tuple[AccountKey, int]], conversion: Conversion, stated: Sequence[int | None] = ()
) -> list[int]:
    """Home minor units of each line, debit above zero; they sum to zero where `lines` do.

    `lines` are signed minor units in the order QuickBooks gets them; `stated` are home amounts known
    otherwise, None where the rate decides.
    """
    given = list(stated) or [None] * len(lines)
    homes = [
        conversion.of(minor) if known is None else known
        for (_, minor), known in zip(lines, given, strict=True)
    ]
    left = -sum(homes)
    if left:
        homes[_absorbing(lines, given)] += left
    return homes


def _absorbing(lines: Sequence[tuple[AccountKey, int]], stated: Sequence[int | None]) -> int:
    """The last line with an amount that is neither stated nor of a control account; else the last."""
    fitting = [
        place
        for place, (account, minor) in enumerate(lines)
        if minor and stated[place] is None and account.role not in CONTROL
    ]
    return fitting[-1] if fitting else len(lines) - 1


def summed_key(line: Line) -> SummedKey:
    """What a line is added up by in a summary; the party counts where the account has parties."""
    party = line.party if line.account.role in {"accounts_receivable", "accounts_payable"} else ""
    return (line.account, line.side.value, party)


def in_sent_order(key: SummedKey) -> tuple[bool, SummedKey]:
    """Sorts the lines of a summary: control accounts first, so that the last line is none of them."""
    return (key[0].role not in CONTROL, key)


def summary(minors: dict[SummedKey, int], conversion: Conversion) -> dict[SummedKey, int]:
    """Signed home minor units of each line of a summary, in the order QuickBooks gets them."""
    keys = sorted((key for key in minors if minors[key]), key=in_sent_order)
    signs = [1 if Side(side) is Side.DR else -1 for _, side, _ in keys]
    lines = [(key[0], sign * minors[key]) for key, sign in zip(keys, signs, strict=True)]
    return dict(zip(keys, home_amounts(lines, conversion), strict=True))
