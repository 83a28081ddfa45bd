"""Late commits: requests whose client gave up, and which QuickBooks finishes all the same.

They were admitted when they came, so neither the throttle nor an expired token stops them any more. They
land by the company's clock: moving it lands what has become due, in the order of their times.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from .clock import CompanyClock
from .exchange import Request


class Late:
    """What is still to land."""

    def __init__(self, clock: CompanyClock, perform: Callable[[Request], object]) -> None:
        self._clock, self._perform = clock, perform
        self._waiting: list[tuple[datetime, int, Request]] = []
        self._count = 0

    @property
    def pending(self) -> int:
        """How many have not landed."""
        return len(self._waiting)

    @property
    def next_due(self) -> datetime | None:
        """When the next one lands."""
        return self._waiting[0][0] if self._waiting else None

    def add(self, request: Request, pause: timedelta) -> None:
        """Have a request land some time from now."""
        self._count += 1
        due = self._clock.now() + pause
        self._waiting.append((due, self._count, request))
        self._waiting.sort(key=lambda entry: entry[:2])

    def land(self, *, at_once: bool = False) -> int:
        """Do what is due, or everything; says how many landed."""
        now, landed = self._clock.now(), 0
        while self._waiting and (at_once or self._waiting[0][0] <= now):
            self._perform(self._waiting.pop(0)[2])
            landed += 1
        return landed
