"""Retry: whether to come again after a futile round, and when; a value, so that tests wait for nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """Full jitter: a random part of a ceiling that doubles with each futile round in a row."""

    first_seconds: float = 1.0
    longest_seconds: float = 60.0
    rounds: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryDecision:
    """Come again after `wait_seconds`, or stop this run."""

    again: bool
    wait_seconds: float = 0.0


def decide(backoff: Backoff, futile: int, asked_seconds: float, chance: float) -> RetryDecision:
    """What to do after `futile` rounds in a row that moved nothing.

    `asked_seconds` is the wait QuickBooks asked for: never less than that. `chance` is a random
    number in [0, 1) from outside.
    """
    if futile > backoff.rounds:
        return RetryDecision(again=False, wait_seconds=asked_seconds)
    ceiling = min(backoff.longest_seconds, backoff.first_seconds * 2 ** max(futile - 1, 0))
    return RetryDecision(again=True, wait_seconds=asked_seconds + chance * ceiling)
