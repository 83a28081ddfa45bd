"""Scaled integers: exact decimal text to whole counts of a small unit, and back.

Money, quantities and lot values are whole numbers of a named unit (design law 1), so that adding,
comparing and storing them is exact on every engine. Text is the only outside form: a binary
floating-point number has already lost the digits a controller would ask about.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

QUANTUM_PLACES: Final = 8
"""Places of an amount or lot value: one quantum is 10⁻⁸ of the currency's unit (accounting.md 2)."""

MICRO_PLACES: Final = 6
"""Places of a quantity: one micro is 10⁻⁶ of the item's unit of measure (accounting.md 2)."""

LIMIT: Final = 9 * 10**17
"""Largest scaled magnitude accepted, so that sums of several values stay inside 64 bits."""

_PLAIN = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")


class Amount(int):
    """Money as a source stated it: a signed count of 10⁻⁸ units of some currency."""

    __slots__ = ()

    def __str__(self) -> str:
        """The amount as plain decimal text, without trailing zeros beyond two places."""
        return text_of(self, QUANTUM_PLACES, least=2)


class Quantity(int):
    """A signed count of 10⁻⁶ units of measure."""

    __slots__ = ()

    def __str__(self) -> str:
        """The quantity as plain decimal text without trailing zeros."""
        return text_of(self, MICRO_PLACES)


def scaled(value: str | int | Decimal, places: int) -> int:
    """The whole count of 10^-places units that `value` is exactly.

    Raises:
        ValueError: not plain decimal text, more digits than `places`, or beyond `LIMIT`.
    """
    if isinstance(value, int):
        count = value * int(10**places)
    else:
        if isinstance(value, Decimal) and abs(value.adjusted()) > 40:
            raise ValueError(f"{str(value)[:40]!r} is larger or finer than tieout accepts")
        text = value if isinstance(value, str) else format(value, "f")
        if not _PLAIN.fullmatch(text):
            raise ValueError(f"{text[:40]!r} is not a plain decimal number")
        whole, _, fraction = text.partition(".")
        fraction = fraction.rstrip("0")
        if len(fraction) > places:
            raise ValueError(f"{text[:40]!r} has more than {places} decimal places")
        count = int(whole + fraction.ljust(places, "0"))
    if abs(count) > LIMIT:
        raise ValueError(f"{str(value)[:40]!r} is larger than tieout accepts")
    return count


def text_of(count: int, places: int, least: int = 0) -> str:
    """Plain decimal text of a scaled count, with at least `least` decimal places."""
    digits = str(abs(count)).rjust(places + 1, "0")
    whole, fraction = digits[: len(digits) - places], digits[len(digits) - places :]
    fraction = fraction.rstrip("0").ljust(least, "0") if places else ""
    sign = "-" if count < 0 else ""
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def half_even(numerator: int, denominator: int) -> int:
    """The nearest integer to a quotient, ties to even; the denominator is above zero."""
    quotient, rest = divmod(numerator, denominator)
    twice = rest * 2
    if twice > denominator or (twice == denominator and quotient % 2):
        return quotient + 1
    return quotient


def half_up(numerator: int, denominator: int) -> int:
    """The nearest integer to a quotient, ties away from zero; the denominator is above zero."""
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude
