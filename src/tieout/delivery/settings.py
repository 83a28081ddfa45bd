"""Settings of delivery: the numbers Intuit may change, and our own patience."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from tieout.delivery.quota import Limit
from tieout.delivery.retry import Backoff

INTUIT_LIMITS = (
    Limit(kind="request", count=500, seconds=60, burst=20),
    Limit(kind="request", count=10, seconds=1, burst=5),
    Limit(kind="batch", count=40, seconds=60, burst=10),
)
"""Per realm and app (fact sheet 4). A burst lets a short round start at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySettings:
    """How documents travel.

    `longest_request_seconds` is how long QuickBooks may still work on a request (fact sheet 4);
    with the margin it is the age at which absence is proof. `names_at_once` is how many records of
    name lists one batch may start with; it halves when QuickBooks says "one name at a time".
    `patience_seconds` is the longest sleep before the run ends and says when to come back.
    """

    batch_size: int = 30
    names_at_once: int = 30
    look_ahead: int = 120
    longest_request_seconds: int = 120
    margin_seconds: int = 30
    identical_attempts: int = 2
    patience_seconds: int = 300
    closed_through: date | None = None
    backoff: Backoff = field(default_factory=Backoff)

    @property
    def window(self) -> timedelta:
        """The age of the last attempt from which absence is proof."""
        return timedelta(seconds=self.longest_request_seconds + self.margin_seconds)
