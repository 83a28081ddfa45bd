"""Settings of delivery: the numbers Intuit may change, and our own patience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tieout.core.limit import Limit
from tieout.delivery.retry import Backoff

INTUIT_LIMITS = (
    Limit(kind="request", count=490, seconds=60, burst=20),
    Limit(kind="request", count=9, seconds=1, burst=4),
    Limit(kind="batch", count=39, seconds=60),
)
"""Per realm and app: 500 requests a minute, 10 a second, 40 batches a minute (fact sheet 4).

Each is kept a little below: what counts is when a request arrives, and one delayed on its way joins
the next ones in their window. 39 batches a minute are 97.5 % of what QuickBooks takes.
"""

CONCURRENT = 10
"""Requests under way at once (fact sheet 4, the older wording; no current source speaks of more)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySettings:
    """How documents travel.

    `lanes` is how many batches may be under way at once. Of each batch, one place in `aged_share` is
    kept for what has waited longest, so that nothing urgent starves it. A document worth
    `high_value_minor` or more, in home minor units, goes first, as does what blocks a close.
    `longest_request_seconds` is how long QuickBooks may still work on a request whose client has gone
    (fact sheet 4); with the margin it is how long after that absence is proof. `longest_wait_seconds` is
    how long our own client may wait for an answer, should it die before it says that it gave up.
    `names_at_once` is how many records of name lists one request may start with, and only one such
    request is under way: QuickBooks takes one name at a time (fact sheet 9); above one it halves when
    QuickBooks says so.
    `closed_periods` says per class of document what becomes of one whose day is closed.
    `patience_seconds` is the longest sleep before the run ends and says when to come back.
    """

    batch_size: int = 30
    names_at_once: int = 1
    lanes: int = 1
    aged_share: int = 10
    high_value_minor: int = 1_000_000
    longest_request_seconds: int = 120
    margin_seconds: int = 30
    longest_wait_seconds: int = 210
    identical_attempts: int = 2
    patience_seconds: int = 300
    closed_through: date | None = None
    closed_periods: Mapping[str, str] = field(default_factory=dict)
    backoff: Backoff = field(default_factory=Backoff)

    @property
    def window(self) -> timedelta:
        """How long after a request was given up absence is proof."""
        return timedelta(seconds=self.longest_request_seconds + self.margin_seconds)

    @property
    def longest_wait(self) -> timedelta:
        """By then at the latest our client has given a request up."""
        return timedelta(seconds=self.longest_wait_seconds)
