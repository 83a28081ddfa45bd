"""Whole numbers of small units, and how they are written: nothing here is a binary fraction.

Three units run through the demo: *cents* (money), *points* (10⁻⁴ of a currency's unit: unit prices)
and *milli* (10⁻³ of a unit of measure: stock). Recipes count in *micro* (10⁻⁶), as events do.
"""

from __future__ import annotations

from typing import Final

UNIT: Final = 1_000
"""Milli in one unit of measure."""


def half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number, ties up; both arguments are not negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def up(numerator: int, denominator: int) -> int:
    """The quotient rounded up; both arguments are not negative."""
    return -(-numerator // denominator)


def _text(count: int, places: int, least: int) -> str:
    digits = str(abs(count)).rjust(places + 1, "0")
    fraction = digits[-places:].rstrip("0").ljust(least, "0")
    whole = ("-" if count < 0 else "") + digits[:-places]
    return f"{whole}.{fraction}" if fraction else whole


def money(cents: int) -> str:
    """Cents as text, always two places."""
    return _text(cents, 2, 2)


def price(points: int) -> str:
    """A unit price of 10⁻⁴ units as text, at least two places."""
    return _text(points, 4, 2)


def quantity(milli: int) -> str:
    """Thousandths of a unit of measure as text, without trailing zeros."""
    return _text(milli, 3, 0)


def per_unit(micro: int) -> str:
    """Millionths of a unit of measure as text: what a recipe takes per unit made."""
    return _text(micro, 6, 0)


def extended(milli: int, points: int) -> int:
    """Cents of a quantity at a unit price, half up."""
    return half_up(milli * points, 100 * UNIT)


def percent(cents: int, per_myriad: int) -> int:
    """Cents of an amount at a rate in hundredths of a percent, half up."""
    return half_up(cents * per_myriad, 10_000)
