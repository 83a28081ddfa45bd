"""Exact numbers: fractions throughout, brought to a quantum or a cent only where the rules say so."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import floor

ZERO = Fraction(0)
_QUANTA = 10**8
_MICROS = 10**6


@cache
def number(text: str | int | Fraction) -> Fraction:
    """The number a decimal text states, exactly."""
    return Fraction(str(text))


def at_quantum(value: Fraction) -> Fraction:
    """The value at 10^-8, half to even (accounting.md 2: lot values)."""
    return Fraction(round(value * _QUANTA), _QUANTA)


def at_micro(quantity: Fraction) -> Fraction:
    """The quantity at 10^-6, half to even (allowed loss of a run)."""
    return Fraction(round(quantity * _MICROS), _MICROS)


def quanta(value: Fraction) -> int:
    """The whole number of 10^-8 units a value is."""
    return _whole(value * _QUANTA)


def micros(quantity: Fraction) -> int:
    """The whole number of 10^-6 units a quantity is."""
    return _whole(quantity * _MICROS)


def _whole(scaled: Fraction) -> int:
    if scaled.denominator != 1:
        raise AssertionError(f"{scaled} is finer than its unit")
    return scaled.numerator


def cents_of_cost(value: Fraction) -> int:
    """Cents of a cost: half to even (decisions: cents of a lot value)."""
    return round(value * 100)


def cents_as_billed(amount: Fraction) -> int:
    """Cents of an amount a source stated: half away from zero, as invoices are printed."""
    magnitude = floor(abs(amount) * 100 + Fraction(1, 2))
    return magnitude if amount >= 0 else -magnitude


def taken(value: Fraction, part: Fraction, whole: Fraction) -> Fraction:
    """What a taker of `part` out of `whole` gets; who takes the last unit takes the rest."""
    return value if part == whole else at_quantum(value * part / whole)


def split(value: Fraction, weights: Sequence[Fraction]) -> list[Fraction]:
    """Shares of a late delta: each half-even of the whole delta, the last share takes the rest."""
    whole = sum(weights, ZERO)
    shares = [at_quantum(value * weight / whole) for weight in weights[:-1]]
    return [*shares, value - sum(shares, ZERO)]


def largest_remainder(whole: int, weights: Sequence[Fraction]) -> list[int]:
    """Units over lines by weight: cut off, then one more each by remainder, ties to the earlier line."""
    if not any(weights):
        weights = [Fraction(1)] * len(weights)
    exact = [whole * weight / sum(weights, ZERO) for weight in weights]
    parts = [floor(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[: whole - sum(parts)]:
        parts[place] += 1
    return parts
