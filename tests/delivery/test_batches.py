"""Batches: composition, ids within QuickBooks' lengths, and no request id for two compositions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.delivery.company import customer, journal
from tieout.delivery.batches import chosen, items_of, stored
from tieout.ports import Ready

NOW = datetime(2026, 4, 1, tzinfo=UTC)


def test_a_batch_is_filled_by_priority_and_keeps_a_share_for_the_oldest() -> None:
    old, urgent = [journal(n) for n in range(40)], [journal(n) for n in range(100, 140)]
    taken = chosen(Ready(first=urgent, oldest=old, names=[]), 30, 10)
    assert taken == [*old[:3], *urgent[:27]]
    assert chosen(Ready(first=urgent[:5], oldest=old[:2], names=[]), 30, 10) == [*old[:2], *urgent[:5]]
    assert chosen(Ready(first=urgent, oldest=urgent, names=[]), 30, 10) == urgent[:30]
    assert chosen(Ready(first=urgent, oldest=old, names=[]), 1, 10) == urgent[:1]
    assert chosen(Ready(first=[], oldest=[], names=[customer(1)]), 30, 10) == []


def test_documents_whose_item_ids_would_be_alike_go_by_their_place() -> None:
    alike = [journal(1), replace(journal(2), id=journal(1).id), journal(3)]
    first, second, third = (item for item, _ in items_of(alike, NOW, 1))
    assert (first, second, len(third)) == ("1", "2", 10)


def test_ids_fit_quickbooks_and_differ_by_composition_time_and_round() -> None:
    items = items_of([journal(n) for n in range(30)], NOW, 1)
    one = stored(items, b"body", NOW, 1)
    assert len(one.request_id) <= 36
    assert max(len(item) for item, _ in one.items) <= 10
    assert len({item for item, _ in one.items}) == 30
    for at, round_ in ((NOW, 2), (NOW + timedelta(microseconds=1), 1)):
        others_ = {item for item, _ in items_of([journal(n) for n in range(30)], at, round_)}
        assert not others_ & {item for item, _ in one.items}
    others = [
        stored(items, b"other", NOW, 1),
        stored(items, b"body", NOW, 2),
        stored(items, b"body", NOW + timedelta(microseconds=1), 1),
    ]
    assert one.request_id not in {other.request_id for other in others}
    assert stored(items, b"body", NOW, 1) == one
