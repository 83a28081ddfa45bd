"""The throttle: Intuit's limits per minute and per second, and per minute for batches."""

from __future__ import annotations

from collections import deque

from .jsontext import Body
from .settings import Settings

MINUTE, SECOND = 60.0, 1.0


class Throttle:
    """Counts the requests of one realm."""

    def __init__(self) -> None:
        self._requests: deque[float] = deque()
        self._batches: deque[float] = deque()

    def admits(self, settings: Settings, now: float, *, batch: bool) -> bool:
        """Count a request at `now` (seconds) and say whether it is within the limits."""
        if settings.throttle == "off":
            return True
        if batch:
            return _admits(self._batches, now, MINUTE, settings.batches_per_minute, settings)
        in_second = sum(1 for at in reversed(self._requests) if at > now - SECOND)
        if in_second >= settings.requests_per_second:
            return False
        return _admits(self._requests, now, MINUTE, settings.requests_per_minute, settings)


def _admits(seen: deque[float], now: float, window: float, limit: int, settings: Settings) -> bool:
    start = now - window if settings.throttle_window == "rolling" else now - now % window
    while seen and seen[0] < start:
        seen.popleft()
    if len(seen) >= limit:
        return False
    seen.append(now)
    return True


def too_many() -> Body:
    """The recorded 429 body."""
    error = {
        "Message": "message=ThrottleExceeded; errorCode=003001; statusCode=429",
        "Detail": "The request limit was reached.  Try again later",
        "code": "3001",
    }
    return {"Fault": {"Error": [error], "type": "SERVICE"}}
