"""Batches: composition, ids within QuickBooks' lengths, and no request id for two compositions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tests.delivery.company import customer, journal
from tieout.core.ids import BatchId
from tieout.delivery.batches import chosen, closed, items_of, stored
from tieout.delivery.proof import Verdict, verdict
from tieout.ports import StoredBatch

NOW = datetime(2026, 4, 1, tzinfo=UTC)
WINDOW = timedelta(seconds=150)


def test_at_most_so_many_documents_and_list_records_in_their_order() -> None:
    ready = [customer(1), customer(2), journal(1), customer(3), *(journal(n) for n in range(2, 40))]
    taken = chosen(ready, 30, 2)
    assert len(taken) == 30
    assert taken[:4] == [customer(1), customer(2), journal(1), journal(2)]
    assert chosen(ready[:4], 30, 30) == ready[:4]


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


def test_a_closed_day_is_refused_and_a_list_record_has_no_day() -> None:
    through = date(2026, 3, 31)
    assert closed(journal(1), through)
    assert closed(journal(1, day=date(2026, 4, 1)), through) is None
    assert closed(customer(1), through) is None
    assert closed(journal(1), None) is None


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
