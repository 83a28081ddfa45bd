"""On hand: what the stock of an item at the end of a day is worth, and what went into it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from tieout.insight.history import LATE, History
from tieout.insight.origin import Draw, Known, Origin
from tieout.insight.pool import Pool


class Stock(NamedTuple):
    """Stock of one item as posted by a day: units (10⁻⁶) and value (10⁻⁸) on hand, and what is short.

    What is short was taken before it came: units and value below zero.
    """

    units: int
    value: int
    short_units: int
    short_value: int
    pool: Pool


def on_hand(history: History, item: str, day: date, lots: Iterable[int]) -> Stock:
    """The stock of an item in its lots at the end of a day."""
    last = day.isoformat()
    units = value = short_units = short_value = 0
    drawn = []
    for lot in lots:
        quantity, worth = _held(history, lot, last)
        if quantity > 0 or (not quantity and worth):
            units, value = units + quantity, value + worth
            drawn.append((Draw(lot, None), Fraction(quantity)))
        elif quantity:
            short_units, short_value = short_units + quantity, short_value + worth
    pool = Pool(item)
    Origin(history, Known(history, last).by(0)).fill(pool, [one for one in drawn if one[1]])
    return Stock(units, value, short_units, short_value, pool)


def _held(history: History, lot: int, last: str) -> tuple[int, int]:
    """What a lot holds by what counts until a day."""
    born = history.lots[lot]

    def counts(event: str) -> bool:
        return history.facts[event].posted <= last

    if not counts(born.event):
        return 0, 0
    taken = [one for one in history.out_of.get(lot, ()) if one.role != LATE and counts(one.event)]
    covered = [
        one
        for one in history.into.get(lot, ())
        if one.role == "covered" and not (born.quantity or born.value) and counts(one.event)
    ]
    quantity = born.quantity - sum(one.quantity for one in taken) + sum(one.quantity for one in covered)
    value = born.value - sum(one.value for one in taken)
    value += sum(one.value for one in history.changes.get(lot, ()) if counts(one.event))
    if quantity <= 0 and not born.quantity:
        value = _owed(value, sum(one.quantity for one in taken), quantity)
    return quantity, value


def _owed(value: int, taken: int, left: int) -> int:
    """What is left of a shortage's provisional value once some of it is covered."""
    return round(Fraction(value * -left, taken)) if taken else 0
