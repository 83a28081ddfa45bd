"""Ids follow from what a thing is: the same thing, the same id, on every machine and for ever."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.core.ids import ID_LENGTH, content_hash, derived, document_id, entry_id, event_id

PARTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=5)


@given(PARTS, PARTS)
def test_other_parts_give_another_id(left: list[str], right: list[str]) -> None:
    assert (derived(*left) == derived(*right)) == (left == right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("ab", "c"), ("a", "bc")),
        (("", "a"), ("a", "")),
        (("1:a",), ("a",)),
        (("a", "1:b"), ("a1:b",)),
        ((), ("",)),
    ],
)
def test_the_border_between_parts_counts(left: tuple[str, ...], right: tuple[str, ...]) -> None:
    assert derived(*left) != derived(*right)


def test_an_id_fits_a_memo_and_reads_aloud() -> None:
    assert ID_LENGTH == 26
    assert re.fullmatch(r"[0-9a-f]{26}", derived("anything"))


def test_ids_never_change_between_releases() -> None:
    """If this fails, every id already standing in a QuickBooks memo would be lost."""
    event = event_id("demo", "erp", "invoice_issued", "INV-1", 0)
    assert event == "570000011bb6de7a5866296bde"
    assert entry_id(event, "sale") == "57000001a75d0076dbb4c01f99"
    assert document_id("demo", "day:2026-03-02", 0) == "a80dd05285f83af86a3986556e"


def test_each_part_of_an_event_counts() -> None:
    first = ("demo", "erp", "invoice_issued", "INV-1", 0)
    others = [("x", *first[1:]), ("demo", "x", *first[2:]), ("demo", "erp", "x", "INV-1", 0)]
    ids: set[str] = {event_id(*first), event_id("demo", "erp", "invoice_issued", "INV-1", 1)}
    ids |= {derived("event", *other) for other in others}
    assert len(ids) == 5


def test_ids_of_facts_numbered_in_a_row_stand_in_that_row() -> None:
    """So that a thousand new events change a few pages of an index: sorted by id is sorted by number."""
    numbered = [event_id("demo", "erp", "invoice_issued", f"INV-{n:05d}", 0) for n in range(900, 1200)]
    assert numbered == sorted(numbered)
    assert len({one[:2] for one in numbered}) == 1
    assert len({one[8:] for one in numbered}) == 300


def test_entries_and_documents_stand_beside_their_event() -> None:
    event = event_id("demo", "erp", "invoice_issued", "INV-1", 0)
    entry = entry_id(event, "sale")
    documents = [document_id("demo", key, 0) for key in (entry, f"link:{entry}")]
    assert {one[:8] for one in (event, entry, *documents)} == {event[:8]}
    assert len({event, entry, *documents}) == 4
    grouped = document_id("demo", "sales of a day:2026-03-02", 0)
    assert grouped == derived("document", "demo", "sales of a day:2026-03-02", 0)


@given(st.text(max_size=20), st.text(max_size=20))
def test_facts_of_other_names_have_other_ids(left: str, right: str) -> None:
    ids = [event_id("demo", "erp", "invoice_issued", name, 0) for name in (left, right)]
    assert (ids[0][8:] == ids[1][8:]) == (left == right)
    assert all(re.fullmatch(r"[0-9a-f]{26}", one) for one in ids)


def test_several_entries_of_one_event_differ() -> None:
    event = event_id("demo", "erp", "invoice_issued", "INV-1", 0)
    assert len({entry_id(event, "sale"), entry_id(event, "sale", "b"), entry_id(event, "saleb")}) == 3


def test_a_content_hash_is_sha_256() -> None:
    assert content_hash(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
