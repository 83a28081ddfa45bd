"""The meter: how many calls of which kind the app made this month, as Intuit counts them.

Core calls bring data in and are free; CorePlus calls take data out and are metered; failed calls count
in neither. The counts begin anew with each month of the company's clock and with each start.
"""

from __future__ import annotations

from collections import Counter

from .clock import CompanyClock
from .jsontext import Body
from .settings import Settings

CORE, CORE_PLUS, BATCHES, THROTTLED, FAILED = "core", "core_plus", "batches", "throttled", "failed"


class Meter:
    """The counts of one month."""

    def __init__(self, clock: CompanyClock) -> None:
        self._clock, self._month = clock, (0, 0)
        self._counts: Counter[str] = Counter()

    def admits(self, settings: Settings) -> bool:
        """Whether a metered call is still within the month's allowance."""
        limit = settings.reads_per_month
        return not limit or self._current()[CORE_PLUS] < limit

    def count(self, kind: str, *, calls: int = 1) -> None:
        """Count calls of a kind."""
        self._current()[kind] += calls

    def shown(self) -> Body:
        """The month and its counts."""
        counts = self._current()
        kinds = (CORE, CORE_PLUS, BATCHES, THROTTLED, FAILED)
        return {"month": "{:04}-{:02}".format(*self._month), **{kind: counts[kind] for kind in kinds}}

    def _current(self) -> Counter[str]:
        now = self._clock.now()
        month = (now.year, now.month)
        if month != self._month:
            self._month, self._counts = month, Counter()
        return self._counts
