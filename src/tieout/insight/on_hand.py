"""On hand: what the stock of an item at the end of a day is worth, and what went into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from tieout.insight.history import COVERED, LAST, LATE, History, StoredChange, StoredLot, StoredTake
from tieout.insight.origin import Draw, Origin
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


class _Moved(NamedTuple):
    """What an event added to a lot, below zero where it took: units (10⁻⁶) and value (10⁻⁸)."""

    event: str
    units: int
    value: int


def on_hand(history: History, item: str, day: date, lots: Iterable[int]) -> Stock:
    """The stock of an item in its lots at the end of a day."""
    counts = {key for key, fact in history.facts.items() if fact.in_stock(day.isoformat())}
    units = value = short_units = short_value = 0
    drawn = []
    for lot in lots:
        moved = [one for one in _moves(history, lot) if one.event in counts]
        quantity, worth = sum(one.units for one in moved), sum(one.value for one in moved)
        if quantity > 0 or (not quantity and worth):
            units, value = units + quantity, value + worth
            drawn.append((Draw(lot, None), Fraction(quantity)))
        elif quantity:
            short_units, short_value = short_units + quantity, short_value + worth
    pool = Pool(item)
    Origin(history, counts.__contains__).fill(pool, [one for one in drawn if one[1]])
    return Stock(units, value, short_units, short_value, pool)


def _moves(history: History, lot: int) -> Iterator[_Moved]:
    """All that was ever done to a lot, in the order of the log: its birth, what left it, what came since.

    What covers a shortage brings back its part of the provisional value, as costing has it.
    """
    born = history.lots[lot]
    units, value = born.quantity, born.value
    yield _Moved(born.event, units, value)
    for one in _since(history, born):
        if isinstance(one, StoredChange):
            moved = _Moved(one.event, 0, one.value)
        elif one.role == COVERED and one.sink == lot:
            moved = _Moved(one.event, one.quantity, _provisional(value, one.quantity, units))
        else:
            sign = 1 if one.sink == lot else -1
            moved = _Moved(one.event, sign * one.quantity, sign * one.value)
        units, value = units + moved.units, value + moved.value
        yield moved


def _since(history: History, born: StoredLot) -> list[StoredTake | StoredChange]:
    """Takes and changes of value after a lot's birth, in the order of the log."""
    into = (one for one in history.into.get(born.id, ()) if one.role == COVERED or one.event != born.event)
    rows: list[tuple[int, int, StoredTake | StoredChange]] = [
        (history.place(take.event), take.n, take)
        for take in (*into, *history.out_of.get(born.id, ()))
        if take.role != LATE
    ]
    rows += [
        (history.facts[change.event].last, LAST, change) for change in history.changes.get(born.id, ())
    ]
    return [one for _place, _n, one in sorted(rows, key=lambda row: row[:2])]


def _provisional(value: int, covered: int, units: int) -> int:
    """The part of a shortage's value (both below zero) that so many units cover; half to even."""
    return round(Fraction(value * covered, units)) if units < 0 else 0
