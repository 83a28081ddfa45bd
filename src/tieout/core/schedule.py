"""Schedule: how a service billed ahead is earned, day by day (accounting.md 5, subscriptions).

A pure function of what was said of one billed service period: told in any order, at any time, it comes
to the same. The register of remaining schedules is `remaining` of every schedule on a day; their sum is
the balance of `deferred_revenue`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from tieout.core.scaled import half_up

Said = Literal["renewed", "changed", "cancelled", "refunded"]
_ORDER: tuple[Said, ...] = ("renewed", "changed", "refunded", "cancelled")
_ONE_DAY = timedelta(days=1)


class ScheduleFact(NamedTuple):
    """What was said of a service period on a day.

    `minor` is what it moves of the liability, in home minor units: billed above zero, given back below.
    `start` is the first day of the service (of a renewal), `end` its last (of a renewal or change).
    """

    day: date
    said: Said
    key: str
    minor: int = 0
    start: date = date.min
    end: date = date.max


class Segment(NamedTuple):
    """An amount earned evenly over the days from `start` to `end`, until `cut`: its last day earned."""

    start: date
    end: date
    minor: int
    cut: date

    def earned(self, day: date) -> int:
        """What is earned by the end of a day: days passed ÷ all days, ties away from zero."""
        last = min(day, self.cut)
        if last < self.start:
            return 0
        passed, whole = (last - self.start).days + 1, (self.end - self.start).days + 1
        return half_up(self.minor * passed, whole)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What was said of one billed service period, and what follows from it."""

    facts: tuple[ScheduleFact, ...]

    def segments(self) -> list[Segment]:
        """The plan: a renewal is earned evenly; what a later act leaves unearned, evenly from its day on.

        An act counts from its date: the days before are earned as planned before. A cancellation ends
        the earning; what is unearned then stays owed until it is given back. Less than nothing unearned
        (a change below what is earned) is taken back at once. What is said of a service before its bill
        counts from its own day, at the earliest from the first of the service, and is posted with the bill;
        but for a cancellation: who is billed after it has come back.
        """
        made: list[Segment] = []
        billed, ends, first = 0, date.min, date.max
        cancelled = False
        for fact in self._in_order():
            billed += fact.minor
            if fact.said == "renewed":
                first, ends, cancelled = fact.start, fact.end, False
                made.append(Segment(first, ends, fact.minor, ends))
                continue
            day = max(fact.day, first)
            made = [one._replace(cut=min(one.cut, day - _ONE_DAY)) for one in made]
            unearned = billed - sum(one.earned(date.max) for one in made)
            ends = fact.end if fact.said == "changed" else ends
            cancelled = cancelled or fact.said == "cancelled"
            if unearned < 0 or (unearned and not cancelled):
                last = day if unearned < 0 else max(day, ends)
                made.append(Segment(day, last, unearned, last))
        return made

    def _in_order(self) -> list[ScheduleFact]:
        """What counts, in the order it counts in; nothing is earned of what nobody has billed."""
        bill = self._bill()
        if bill is None:
            return []
        counted = (one for one in self.facts if one.day >= bill or one.said != "cancelled")
        return sorted(
            counted, key=lambda one: (max(one.day, bill), _ORDER.index(one.said), one.day, one.key)
        )

    def _bill(self) -> date | None:
        """The day the service is billed on; None = nothing says so, or no longer."""
        return min((fact.day for fact in self.facts if fact.said == "renewed"), default=None)

    def earned(self, day: date) -> int:
        """Home minor units earned by the end of a day."""
        return sum(one.earned(day) for one in self.segments())

    def recognised(self) -> dict[date, int]:
        """What is recognised on which day: the last of each month, or of the service where it ends.

        Nothing before it is billed: what is earned by then counts with the month of the bill.
        """
        segments = self.segments()
        found: dict[date, int] = {}
        bill = self._bill() or date.min
        before = 0
        for mark in _marks(segments):
            earned = sum(one.earned(mark) for one in segments)
            day = mark if mark >= bill else month_end(bill)
            found[day] = found.get(day, 0) + earned - before
            before = earned
        return {day: minor for day, minor in sorted(found.items()) if minor}

    def remaining(self, day: date) -> int:
        """What is still owed at the end of a day: billed, less given back, less recognised."""
        moved = sum(fact.minor for fact in self.facts if fact.day <= day)
        return moved - sum(minor for when, minor in self.recognised().items() if when <= day)

    def unearned(self, day: date) -> int:
        """What is not earned when a day begins: what could be given back of it on that day.

        A bill counts already on the days before its own, on which it may be given back.
        """
        billed = sum(fact.minor for fact in self.facts if fact.day <= day or fact.said == "renewed")
        return max(0, billed - self.earned(day - _ONE_DAY))


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _marks(segments: list[Segment]) -> Iterator[date]:
    """The last day of each month of earning, and the last day of all."""
    live = [one for one in segments if one.cut >= one.start]
    if not live:
        return
    day, last = min(one.start for one in live), max(one.cut for one in live)
    while month_end(day) < last:
        yield month_end(day)
        day = month_end(day) + _ONE_DAY
    yield last
