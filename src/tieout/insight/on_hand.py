"""On hand: what the stock of an item at the end of a day is worth, and what went into it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Set
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from tieout.insight.history import COVERED, LAST, LATE, History, StoredChange, StoredLot, StoredTake
from tieout.insight.origin import Draw, Origin
from tieout.insight.pool import Pool


class Stock(NamedTuple):
    """Stock of one item as posted by a day: units (10⁻⁶) and value (10⁻⁸) on hand, and what is short.

    What is short was taken before it came: units and value below zero. `absent_value` is what late costs
    of the day or before it did to units that were not there on it: they came later, or had left.
    """

    units: int
    value: int
    short_units: int
    short_value: int
    absent_value: int
    pool: Pool


class _Moved(NamedTuple):
    """What an event added to a lot, below zero where it took: units (10⁻⁶) and value (10⁻⁸)."""

    event: str
    units: int
    value: int


def on_hand(history: History, item: str, day: date, lots: Iterable[int]) -> Stock:
    """The stock of an item in its lots at the end of a day."""
    counts = {key for key, fact in history.facts.items() if fact.in_stock(day.isoformat())}
    units = value = short_units = short_value = absent = 0
    told = sorted(history.place(key) for key in counts)
    drawn: dict[int, list[tuple[Draw, Fraction]]] = {}
    for lot in lots:
        moved = [one for one in _moves(history, lot) if one.event in counts]
        quantity, worth = sum(one.units for one in moved), sum(one.value for one in moved)
        if quantity > 0:
            units, value = units + quantity, value + worth
            for place, piece in _by_leaving(history, lot, quantity, counts):
                known = told[bisect_left(told, place) - 1]
                drawn.setdefault(known, []).append((Draw(lot, None), Fraction(piece)))
        elif quantity:
            short_units, short_value = short_units + quantity, short_value + worth
        else:
            absent += worth
    pool = Pool(item)
    for known, draws in sorted(drawn.items()):
        Origin(history, _counting(history, counts, known)).fill(pool, draws)
    return Stock(units, value, short_units, short_value, absent, pool)


def _counting(history: History, counts: Set[str], place: int) -> Callable[[str], bool]:
    """Whether an event counts by the day, and was told no later than a place in the log."""
    return lambda event: event in counts and history.place(event) <= place


def _by_leaving(history: History, lot: int, quantity: int, counts: Set[str]) -> Iterator[tuple[int, int]]:
    """Units there on a day by the place in the log where they left later.

    A late cost that was told after that missed them.
    """
    for take in history.out_of.get(lot, ()):
        if take.quantity > 0 and take.event not in counts and quantity:
            gone = min(quantity, take.quantity)
            quantity -= gone
            yield history.place(take.event), gone
    if quantity:
        yield LAST, quantity


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
