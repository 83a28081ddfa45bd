"""Batches: composition, ids within QuickBooks' lengths, and no request id for two compositions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.delivery.company import customer, journal
from tieout.core.ids import BatchId
from tieout.delivery.batches import chosen, items_of, stored
from tieout.delivery.proof import Verdict, verdict
from tieout.ports import Ready, StoredBatch

NOW = datetime(2026, 4, 1, tzinfo=UTC)
WINDOW = timedelta(seconds=150)


def test_a_batch_is_filled_by_priority_and_keeps_a_share_for_the_oldest() -> None:
    old, urgent = [journal(n) for n in range(40)], [journal(n) for n in range(100, 140)]
    taken = chosen(Ready(first=urgent, oldest=old, names=[]), 30, 10)
    assert taken == [*old[:3], *urgent[:27]]
    assert chosen(Ready(first=urgent[:5], oldest=old[:2], names=[]), 30, 10) == [*old[:2], *urgent[:5]]
    assert chosen(Ready(first=urgent, oldest=urgent, names=[]), 30, 10) == urgent[:30]
    assert chosen(Ready(first=urgent, oldest=old, names=[]), 1, 10) == urgent[:1]
    assert chosen(Ready(first=[], oldest=[], names=[customer(1)]), 30, 10) == []


def test_ids_fit_quickbooks_and_differ_by_composition_time_and_round() -> None:
    items = items_of([journal(n) for n in range(30)])
    one = stored(items, b"body", NOW, 1)
    assert len(one.request_id) <= 36
    assert max(len(item) for item, _ in one.items) <= 10
    assert len({item for item, _ in one.items}) == 30
    others = [
        stored(items, b"other", NOW, 1),
        stored(items, b"body", NOW, 2),
        stored(items, b"body", NOW + timedelta(microseconds=1), 1),
    ]
    assert one.request_id not in {other.request_id for other in others}
    assert stored(items, b"body", NOW, 1) == one


def batch(attempts: int) -> StoredBatch:
    items = tuple((item, one.id) for item, one in items_of([journal(1), journal(2)]))
    return StoredBatch(
        id=BatchId("b"), request_id="b", items=items, body=b"", attempts=attempts, last_attempt=NOW
    )


def test_absence_is_proof_only_after_the_window() -> None:
    assert verdict(batch(1), 2, NOW + WINDOW - timedelta(seconds=1), WINDOW, 2) is Verdict.WAIT
    assert verdict(batch(1), 2, NOW + WINDOW, WINDOW, 2) is Verdict.SEND_AGAIN


def test_a_batch_absent_in_part_or_sent_again_before_is_released() -> None:
    assert verdict(batch(1), 1, NOW + WINDOW, WINDOW, 2) is Verdict.RELEASE
    assert verdict(batch(2), 2, NOW + WINDOW, WINDOW, 2) is Verdict.RELEASE
    assert verdict(replace(batch(1), last_attempt=None), 2, NOW, WINDOW, 2) is Verdict.SEND_AGAIN
