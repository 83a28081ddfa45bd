"""Known: which facts count for what units of a period cost."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import NamedTuple

from tieout.insight.history import LAST, History


class Moment(NamedTuple):
    """Places in the log up to which facts count for units of a period: those of other days, and its own."""

    others: int
    own: int


class Known:
    """What counts for units of a period: the facts of its days, and those the log had before a place.

    A sale told late is valued at what was known when it was told, facts of later days included. A bill
    told after it under a day before the period is none of it: its entry stands on that day. Nor is one
    of the period that was told when the units had come back.
    """

    def __init__(self, history: History, first: str, last: str) -> None:
        """Know the facts that count on the days `first` to `last`."""
        self._facts = history.facts
        self._first, self._last = first, last
        own: set[int] = set()
        others: set[int] = set()
        for fact in history.facts.values():
            (own if first <= fact.posted <= last else others).add(fact.place)
        self._own, self._others = sorted(own), sorted(others)

    def at(self, place: int, gone: int = LAST) -> Moment:
        """What counts for units sold at a place in the log, that were gone again at another."""
        until = bisect_left(self._own, gone)
        whole = until == len(self._own)
        own = LAST if whole else self._own[until - 1] if until else 0
        found = bisect_left(self._others, place)
        return Moment(self._others[found - 1] if found else 0, own)

    def by(self, moment: Moment) -> Callable[[str], bool]:
        """Whether an event counts at a moment."""
        facts, first, last = self._facts, self._first, self._last

        def counts(event: str) -> bool:
            fact = facts[event]
            return fact.place <= (moment.own if first <= fact.posted <= last else moment.others)

        return counts
