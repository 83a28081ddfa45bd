"""Crash points: where a process can die, before and after each durable write and each network step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

BEFORE, UNDER_WAY, AFTER = "before", "under way", "after"

WRITES: Final = (
    "prioritise",
    "claim",
    "attempt",
    "settle",
    "doubt",
    "release",
    "refuse",
    "redate",
    "retry",
    "quota",
    "notices",
    "sweep",
    "token attempt",
    "token outcome",
)
"""Durable writes, each one transaction."""

SENDINGS: Final = ("batch", "name", "refresh")
"""Requests that change something at QuickBooks or Intuit."""

READINGS: Final = ("look-up", "capabilities", "changes", "read-back")
"""Requests that read."""


class Point(NamedTuple):
    """A step and the moment in it."""

    step: str
    moment: str

    def __str__(self) -> str:
        return f"{self.moment} {self.step}"


POINTS: Final = (
    *(Point(step, moment) for step in WRITES for moment in (BEFORE, AFTER)),
    *(Point(step, moment) for step in SENDINGS for moment in (BEFORE, UNDER_WAY, AFTER)),
    *(Point(step, moment) for step in READINGS for moment in (BEFORE, AFTER)),
)


class Crash(NamedTuple):
    """The process dies the `nth` time it comes to a point; another begins `down_seconds` later."""

    point: Point
    nth: int
    down_seconds: int


class ProcessDied(BaseException):
    """The process is gone with everything it had in memory; no handler of an `Exception` may live on."""


class Reaper:
    """Lets processes die where the plan says; the dead do nothing more."""

    def __init__(self, crashes: list[Crash], told: Callable[[str], None]) -> None:
        self._pending, self._told = list(crashes), told
        self._visits: dict[Point, int] = {}
        self._dead = False
        self.died: list[Crash] = []

    def reach(self, step: str, moment: str) -> None:
        """Come to a point.

        Raises:
            ProcessDied: here the process dies, or it is dead already.
        """
        if self.dies(step, moment):
            raise ProcessDied

    def dies(self, step: str, moment: str) -> bool:
        """Whether the process dies at this point; the caller then raises."""
        if self._dead:
            raise ProcessDied
        point = Point(step, moment)
        self._visits[point] = self._visits.get(point, 0) + 1
        for crash in self._pending:
            if crash.point == point and self._visits[point] >= crash.nth:
                self._pending.remove(crash)
                self.died.append(crash)
                self._dead = True
                self._told(f"the process dies {point}")
                return True
        return False

    def begin(self) -> None:
        """Another process."""
        self._dead = False
