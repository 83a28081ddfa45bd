"""Money: a whole count of minor units with its currency, and the ways to make cents of finer sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tieout.core.currency import minor_places
from tieout.core.scaled import QUANTUM_PLACES, half_even, half_up, text_of


@dataclass(frozen=True, slots=True)
class Money:
    """A signed count of minor units (cents for USD, yen for JPY) of one ISO 4217 currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        """Refuse a count that is not a whole number and a currency nobody knows."""
        if type(self.minor) is not int:
            raise TypeError(f"minor units are whole numbers, not {self.minor!r}")
        minor_places(self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __str__(self) -> str:
        return f"{decimal_text(self.minor, self.currency)} {self.currency}"


def decimal_text(minor: int, currency: str) -> str:
    """Minor units as decimal text with the currency's own number of places: 1250 USD → "12.50"."""
    places = minor_places(currency)
    return text_of(minor, places, least=places)


@cache
def quanta_per_minor(currency: str) -> int:
    """How many 10⁻⁸ units make one minor unit of the currency: 1,000,000 for USD."""
    return int(10 ** (QUANTUM_PLACES - minor_places(currency)))


def minor_as_billed(amount: int, currency: str) -> int:
    """A source's amount (10⁻⁸ units) in minor units, ties away from zero, as invoices are printed."""
    return half_up(amount, quanta_per_minor(currency))


def minor_of_value(value: int, currency: str) -> int:
    """A lot value (10⁻⁸ units) in minor units, ties to even: the rule of accounting.md 2."""
    return half_even(value, quanta_per_minor(currency))


def split_largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """`total` minor units over lines in proportion to `weights`; the parts sum to the whole.

    Each part is the proportional share rounded towards zero; the units left over go one each to
    the largest remainders, ties to the earlier line. Weights are not negative; all zero = equal.

    Raises:
        ValueError: no weights, or a negative one.
    """
    if not weights or min(weights) < 0:
        raise ValueError("shares need at least one weight and none below zero")
    if not any(weights):
        weights = [1] * len(weights)
    whole, sign = sum(weights), -1 if total < 0 else 1
    shares = [divmod(abs(total) * weight, whole) for weight in weights]
    parts = [share for share, _ in shares]
    left = abs(total) - sum(parts)
    order = sorted(range(len(parts)), key=lambda place: (-shares[place][1], place))
    for place in order[:left]:
        parts[place] += 1
    return [sign * part for part in parts]
