"""Quota: how many requests may leave, by the generic cell rate algorithm, as pure values.

A plain token bucket lets nearly twice the limit through in a window: a full burst and a window's
refill. Here the refill is slowed by the burst, so that no window of `seconds` ever sees more than
`count`. The state is one instant per limit, which a database can keep in one row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


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
        """Time between two permits once the burst is used up."""
        return timedelta(seconds=self.seconds) / (self.count - self.burst + 1)


def reserve(limit: Limit, arrival: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """(when this request may leave, the theoretical arrival time to store) of one permit.

    `arrival` is what the last permit stored; None = no permit yet.
    """
    due = max(arrival, now) if arrival else now
    slack = limit.interval * (limit.burst - 1)
    return max(now, due - slack), due + limit.interval


class Quota(Protocol):
    """One company's quota, shared by all its workers."""

    def take(self, kinds: Iterable[str], now: datetime) -> datetime:
        """Reserve one permit under every limit of these kinds; when the request may leave."""
        ...

    def pause(self, until: datetime) -> None:
        """QuickBooks asked for quiet: no permit before `until`."""
        ...


class MemoryQuota:
    """The quota of one process; the one shared by workers keeps the same instants in the database."""

    def __init__(self, limits: Iterable[Limit]) -> None:
        self._limits = tuple(limits)
        self._arrivals: dict[Limit, datetime] = {}
        self._quiet: datetime | None = None

    def take(self, kinds: Iterable[str], now: datetime) -> datetime:
        """Reserve one permit under every limit of these kinds; when the request may leave."""
        wanted = set(kinds)
        leaves = max(now, self._quiet) if self._quiet else now
        for limit in self._limits:
            if limit.kind in wanted:
                at, self._arrivals[limit] = reserve(limit, self._arrivals.get(limit), now)
                leaves = max(leaves, at)
        return leaves

    def pause(self, until: datetime) -> None:
        """QuickBooks asked for quiet: no permit before `until`."""
        self._quiet = max(until, self._quiet) if self._quiet else until
