"""Carried: money kept in one measure at what it came in at, in home currency (accounting.md 2)."""

from __future__ import annotations

from dataclasses import dataclass

from tieout.core.scaled import half_up


@dataclass(slots=True)
class Carried:
    """A balance in units of some measure, and what it is carried at in home minor units."""

    units: int = 0
    home: int = 0

    def add(self, units: int, home: int) -> None:
        """Take in a movement as it is."""
        self.units += units
        self.home += home

    def move(self, units: int, home: int) -> int:
        """Move by `units`, worth `home` on the day; the home amount the balance truly moves by.

        What comes in stands at its day's worth. What leaves takes its share of what is carried, ties
        away from zero, the last takes the rest; what leaves beyond the balance stands at its day's worth.
        """
        moved = home if self.units * units >= 0 else self._leaving(units, home)
        self.add(units, moved)
        return moved

    def _leaving(self, units: int, home: int) -> int:
        share = min(abs(units), abs(self.units))
        whole = share == abs(self.units)
        carried = self.home if whole else half_up(self.home * share, abs(self.units))
        beyond = 0 if share == abs(units) else home - half_up(home * share, abs(units))
        return beyond - carried
