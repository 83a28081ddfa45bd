"""Limit: at most so many requests of a kind in a window of time, and how many of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `count` of a kind in any `seconds`, `burst` of them at once."""

    kind: str
    count: int
    seconds: int
    burst: int = 1

    def __post_init__(self) -> None:
        """Refuse a limit that lets nothing through, or all of it at once and more."""
        if not 1 <= self.burst <= self.count or self.seconds < 1:
            raise ValueError(f"a limit needs 1 <= burst <= count and a window: {self}")

    @property
    def interval(self) -> timedelta:
        """Time between two permits once the burst is used up, rounded up to a whole microsecond.

        Rounded down, a window would see one request too many.
        """
        return timedelta(microseconds=-(-self.seconds * 1_000_000 // (self.count - self.burst + 1)))
