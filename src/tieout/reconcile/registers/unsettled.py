"""Unsettled: items on clearing accounts by the facts told, each at its own carrying amount.

An item is carried at what it came in at; what leaves takes its share, the last takes the rest. Worked out
from the facts alone, so that what was posted is held against it (accounting.md 2, 8).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from tieout.core.scaled import half_up


class Place(NamedTuple):
    """Where an item is kept: its account, and the currency its money came in where that is another."""

    account: str
    currency: str
    name: str


@dataclass(slots=True)
class _Side:
    """What came under a name, or what went: units of its currency, home minor units, the last day."""

    units: int = 0
    home: int = 0
    day: str = ""

    def add(self, units: int, home: int, day: str) -> None:
        self.units += units
        self.home += home
        self.day = max(self.day, day)


@dataclass(slots=True)
class _Item:
    debits: _Side = field(default_factory=_Side)
    credits: _Side = field(default_factory=_Side)

    @property
    def units(self) -> int:
        return self.debits.units - self.credits.units

    @property
    def home(self) -> int:
        """What is carried: the larger side less the share of it that the smaller is."""
        larger, smaller = self.debits, self.credits
        if self.units < 0:
            larger, smaller = smaller, larger
        if not larger.units:
            return 0
        gone = Fraction(larger.home * smaller.units, larger.units)
        left = larger.home - half_up(gone.numerator, gone.denominator)
        return left if self.units >= 0 else -left


class Items:
    """Every item by its place."""

    def __init__(self) -> None:
        """Nothing is unsettled yet."""
        self._items: dict[Place, _Item] = {}
        self._called: dict[Place, str] = {}

    def move(self, place: Place, units: int, home: int, day: str) -> tuple[int, str]:
        """By how much more an item is carried, and the day of what it met; empty = it met nothing."""
        item = self._items.get(place)
        if item is None or not item.units:
            item = self._items[place] = _Item()
        before, met = item.home, ""
        if item.units * units < 0:
            met = item.credits.day if item.units < 0 else item.debits.day
        if (units or home) > 0:
            item.debits.add(units, home, day)
        else:
            item.credits.add(-units, -home, day)
        return item.home - before, met

    def take_back(self, place: Place, units: int, home: int) -> int:
        """By how much more an item is carried once a movement it had is not there."""
        item = self._items.setdefault(place, _Item())
        before = item.home
        side, other = item.debits, item.credits
        if (units or home) < 0:
            side, other, units, home = other, side, -units, -home
        side.add(-units, -home, "")
        if side.units < 0:
            other.add(-side.units, -side.home, "")
            side.units = 0
        for one in (side, other):
            if not one.units:
                one.home, one.day = 0, ""
        return item.home - before

    # -- other names ----------------------------------------------------------------------------

    def call(self, place: Place, number: str) -> Iterator[tuple[Place, int, int]]:
        """Let a number stand for an item; what a payout took by it before is the item's.

        Yields by how much each of the two is carried more, with the units.
        """
        other = place._replace(name=number)
        self._called[other] = place.name
        taken = self._items.get(other)
        if taken is None or taken.units >= 0:
            return
        item = self._items.get(place)
        if item is None or not item.units:
            item = self._items[place] = _Item()
        before = item.home
        item.debits.add(taken.debits.units, taken.debits.home, taken.debits.day)
        item.credits.add(taken.credits.units, taken.credits.home, taken.credits.day)
        self._items[other] = _Item()
        yield other, -taken.home, -taken.units
        yield place, item.home - before, taken.units

    def called(self, place: Place) -> Place:
        """The item that a payout names: by its number, where nothing else has that name."""
        known = self._items.get(place)
        if known is not None and (known.debits.units or known.credits.units):
            return place
        return place._replace(name=self._called.get(place, place.name))
