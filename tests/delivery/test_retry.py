"""Retry: a random part of a growing ceiling, never less than asked, and an end."""

from __future__ import annotations

from tieout.delivery.retry import Backoff, decide

BACKOFF = Backoff(first_seconds=1, longest_seconds=60, rounds=8)


def test_the_ceiling_doubles_up_to_its_limit() -> None:
    waits = [decide(BACKOFF, futile, 0, 1.0).wait_seconds for futile in range(1, 9)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_chance_spreads_the_waits() -> None:
    assert decide(BACKOFF, 3, 0, 0.25).wait_seconds == 1
    assert decide(BACKOFF, 3, 0, 0.0).wait_seconds == 0


def test_never_less_than_quickbooks_asked_for() -> None:
    assert decide(BACKOFF, 1, 60, 0.0).wait_seconds == 60


def test_it_ends() -> None:
    decision = decide(BACKOFF, 9, 60, 0.5)
    assert not decision.again
    assert decision.wait_seconds == 60
