"""Holding: no two orders, customers or currencies share the name money is held under."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tieout.posting.holding import holding

WORDS = st.lists(st.sampled_from(["of", "in", "SO-7", "EUR", "%20", "%"]), min_size=1, max_size=4)
NAMES = WORDS.map(" ".join)


def test_it_reads_as_a_person_would_say_it() -> None:
    assert holding("SO-7", "C-1", "EUR") == "SO-7 of C-1 in EUR"
    assert holding("SO-7", "C-1", "") == "SO-7 of C-1"
    assert holding("G-1", "", "") == "G-1"
    assert holding("", "C-1", "EUR") == ""


@given(*[st.tuples(NAMES, st.just("") | NAMES, st.sampled_from(["", "EUR", "GBP"]))] * 2)
def test_two_holdings_never_share_a_name(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert (holding(*one) == holding(*other)) == (one == other)
