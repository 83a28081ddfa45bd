"""Quota: how many requests may leave, by the generic cell rate algorithm, as pure values.

A plain token bucket lets nearly twice the limit through in a window: a full burst and a window's
refill. Here the refill is slowed by the burst, so that no window of `seconds` ever sees more than
`count`. The state is one instant per limit, which a database can keep in one row.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tieout.core.limit import Limit

__all__ = ["Limit", "MemoryQuota", "reserve"]


def reserve(limit: Limit, arrival: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """(when this request may leave, the theoretical arrival time to store) of one permit.

    `arrival` is what the last permit stored; None = no permit yet.
    """
    due = max(arrival, now) if arrival else now
    slack = limit.interval * (limit.burst - 1)
    return max(now, due - slack), due + limit.interval


class MemoryQuota:
    """The quota of one process; the one shared by workers keeps the same instants in the registry."""

    def __init__(self, limits: Iterable[Limit], concurrency: int = 10) -> None:
        self._limits = tuple(limits)
        self._arrivals: dict[Limit, datetime] = {}
        self._quiet: datetime | None = None
        self._free = set(range(concurrency))

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
        """QuickBooks asked for quiet: no permit before `until`, and no burst after it."""
        self._quiet = max(until, self._quiet) if self._quiet else until
        for limit in self._limits:
            due = until + limit.interval * (limit.burst - 1)
            self._arrivals[limit] = max(due, self._arrivals.get(limit, due))

    def quiet_until(self) -> datetime | None:
        """Until when QuickBooks asked for quiet."""
        return self._quiet

    def enter(self, now: datetime, until: datetime) -> int | None:
        """A place among the requests under way; None = all are taken now."""
        del now, until
        return self._free.pop() if self._free else None

    def leave(self, place: int, until: datetime) -> None:
        """Give the place back."""
        del until
        self._free.add(place)
