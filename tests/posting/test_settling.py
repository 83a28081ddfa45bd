"""Settling: no document is linked to more than it has open."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tieout.posting.settling import settled, settled_apart


def test_documents_are_settled_in_order_each_within_its_own() -> None:
    assert settled(12, [("a", 5), ("b", 0), ("c", 9)]) == (("a", 5), ("c", 7))
    assert settled(20, [("a", 5), ("c", 9)]) == (("a", 5), ("c", 9))


def test_what_is_open_beside_an_invoice_is_settled_first() -> None:
    assert settled_apart((("invoice", 50),), {"journal": 45}) == (("journal", 45), ("invoice", 5))
    assert settled_apart((("invoice", 30),), {"journal": 45}) == (("journal", 30),)
    assert settled_apart((("one", 30), ("two", 30)), {"journal": 45}) == (
        ("journal", 30),
        ("journal", 15),
        ("two", 15),
    )


amounts = st.integers(min_value=0, max_value=1000)


@given(amounts, st.lists(amounts, max_size=5))
def test_links_come_to_what_is_settled_and_to_no_more_than_is_open(
    minor: int, still_open: list[int]
) -> None:
    documents = [(str(place), part) for place, part in enumerate(still_open)]
    links = settled(minor, documents)
    assert sum(part for _, part in links) == min(minor, sum(still_open))
    assert all(0 < part <= dict(documents)[name] for name, part in links)
