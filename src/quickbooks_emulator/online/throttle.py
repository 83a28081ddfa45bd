"""The throttle: Intuit's limits per minute and per second, for each app and for the company.

A company takes so many requests and batches a minute from all apps together; one app may send so many
requests a second and batches a minute.
"""

from __future__ import annotations

from collections import defaultdict, deque

from .jsontext import Body
from .settings import Settings

MINUTE, SECOND = 60.0, 1.0
Seen = deque[float]


class Throttle:
    """Counts the requests of one realm."""

    def __init__(self) -> None:
        self._requests: Seen = deque()
        self._batches: Seen = deque()
        self._by_app: dict[tuple[str, str], Seen] = defaultdict(deque)

    def admits(self, settings: Settings, now: float, *, app: str = "", batch: bool) -> bool:
        """Count a request at `now` (seconds) and say whether it is within the limits.

        What is refused does not count (unverified).
        """
        if settings.throttle == "off":
            return True
        if batch:
            whole = settings.realm_batches_per_minute - settings.other_batches_per_minute
            windows = [
                (self._batches, MINUTE, whole),
                (self._by_app[app, "batch"], MINUTE, settings.batches_per_minute),
            ]
        else:
            whole = settings.requests_per_minute - settings.other_requests_per_minute
            windows = [
                (self._requests, MINUTE, whole),
                (self._by_app[app, "second"], SECOND, settings.requests_per_second),
            ]
        if not all(_has_room(seen, now, window, limit, settings) for seen, window, limit in windows):
            return False
        for seen, _, _ in windows:
            seen.append(now)
        return True


def _has_room(seen: Seen, now: float, window: float, limit: int, settings: Settings) -> bool:
    """Whether fewer than `limit` came within the window that ends now, or began at its last whole."""
    fixed = settings.throttle_window == "fixed" and window == MINUTE
    start = now - now % window if fixed else now - window
    while seen and (seen[0] < start or (seen[0] == start and not fixed)):
        seen.popleft()
    return len(seen) < limit


def too_many() -> Body:
    """The recorded 429 body."""
    error = {
        "Message": "message=ThrottleExceeded; errorCode=003001; statusCode=429",
        "Detail": "The request limit was reached.  Try again later",
        "code": "3001",
    }
    return {"Fault": {"Error": [error], "type": "SERVICE"}}
