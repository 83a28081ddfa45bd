"""Unsettled, by the facts told: each item at its own carrying amount, the last part takes the rest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tieout.core.clearing_item import ClearingItem
from tieout.reconcile.registers.unsettled import Items, Place

CH1 = Place("clearing(stripe,EUR)", "", "ch_1")


def test_what_leaves_takes_its_share_and_meets_what_came() -> None:
    items = Items()
    assert items.move(CH1, 100_00, 110_00, "2026-03-02") == (110_00, "")
    assert items.move(CH1, -33_33, -40_00, "2026-03-05") == (-36_66, "2026-03-02")
    assert items.move(CH1, -66_67, -1, "2026-03-06") == (-73_34, "2026-03-02")
    assert items.move(CH1, 10_00, 13_00, "2026-03-09") == (13_00, ""), "settled, it begins anew"


def test_what_is_taken_back_was_never_there() -> None:
    items = Items()
    items.move(CH1, 100_00, 110_00, "2026-03-02")
    items.move(CH1, -100_00, -125_00, "2026-03-05")
    assert items.take_back(CH1, 100_00, 110_00) == -125_00
    assert items.take_back(CH1, -100_00, -125_00) == 125_00


def test_a_number_stands_for_its_item_and_what_was_taken_by_it() -> None:
    items, number = Items(), CH1._replace(name="P1")
    items.move(number, -100_00, -125_00, "2026-03-05")
    assert list(items.call(CH1, "P1")) == [(number, 125_00, 100_00), (CH1, -125_00, -100_00)]
    assert items.called(number) == CH1
    assert items.move(CH1, 100_00, 110_00, "2026-03-02") == (125_00, "2026-03-05")
    assert items.called(CH1) == CH1


MOVES = st.lists(st.tuples(st.integers(-900, 900).filter(bool), st.integers(1, 2000)), max_size=8)


@given(MOVES)
def test_it_carries_what_posting_carries(moves: list[tuple[int, int]]) -> None:
    """Two ways to the same amount, worked out apart."""
    items, posted = Items(), ClearingItem()
    for units, worth in moves:
        home = worth if units > 0 else -worth
        before = posted.carried
        posted = posted.moved(units, home, 1)
        assert items.move(CH1, units, home, "2026-03-02")[0] == posted.carried - before
    for units, worth in reversed(moves):
        home = worth if units > 0 else -worth
        before = posted.carried
        posted = posted.taken_back(units, home)
        assert items.take_back(CH1, units, home) == posted.carried - before
