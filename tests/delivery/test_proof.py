"""Proof: when absence counts, and what becomes of what is absent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.delivery.company import journal
from tieout.core.ids import BatchId
from tieout.delivery.batches import items_of
from tieout.delivery.proof import Verdict, provable_at, verdict
from tieout.delivery.settings import DeliverySettings
from tieout.ports import StoredBatch

NOW = datetime(2026, 4, 1, tzinfo=UTC)
SETTINGS = DeliverySettings()
SECOND = timedelta(seconds=1)


def batch(attempts: int = 1) -> StoredBatch:
    items = tuple((item, one.id) for item, one in items_of([journal(1), journal(2)], NOW, 1))
    return StoredBatch(
        id=BatchId("b"), request_id="b", items=items, body=b"", attempts=attempts, last_attempt=NOW
    )


def test_absence_is_proof_only_after_the_window() -> None:
    assert verdict(batch(), 2, NOW + SETTINGS.window - SECOND, SETTINGS) is Verdict.WAIT
    assert verdict(batch(), 2, NOW + SETTINGS.window, SETTINGS) is Verdict.SEND_AGAIN


def test_the_window_begins_when_the_client_gave_up() -> None:
    """QuickBooks may finish 120 s after its client has gone, which waits 130 s itself."""
    given_up = NOW + timedelta(seconds=130)
    doubted = replace(batch(), doubted=given_up)
    assert provable_at(doubted, SETTINGS) == given_up + SETTINGS.window
    assert verdict(doubted, 2, given_up + SETTINGS.window - SECOND, SETTINGS) is Verdict.WAIT


def test_a_doubt_recorded_for_a_dead_process_is_bounded_by_the_longest_wait() -> None:
    next_day = replace(batch(), doubted=NOW + timedelta(days=1))
    assert provable_at(next_day, SETTINGS) == NOW + SETTINGS.longest_wait + SETTINGS.window


def test_a_doubt_of_an_attempt_before_counts_for_nothing() -> None:
    before = replace(batch(2), doubted=NOW - timedelta(hours=1))
    assert provable_at(before, SETTINGS) == NOW + SETTINGS.window


def test_what_was_never_sent_is_absent_at_once() -> None:
    never = replace(batch(), last_attempt=None)
    assert provable_at(never, SETTINGS) is None
    assert verdict(never, 2, NOW, SETTINGS) is Verdict.SEND_AGAIN


def test_a_batch_absent_in_part_or_sent_again_before_is_released() -> None:
    assert verdict(batch(), 1, NOW + SETTINGS.window, SETTINGS) is Verdict.RELEASE
    assert verdict(batch(2), 2, NOW + SETTINGS.window, SETTINGS) is Verdict.RELEASE
