"""Clearing item: carried at what it came in at, in whatever order and parts it leaves."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tieout.core.clearing_item import ClearingItem
from tieout.core.open_item import OpenItem

NEW = ClearingItem()


def test_what_leaves_takes_its_share_and_the_last_takes_the_rest() -> None:
    came = NEW.moved(100_00, 110_00, 1)
    one = came.moved(-33_33, -40_00, 5)
    assert (one.open, one.carried) == (66_67, 110_00 - 36_66)
    two = one.moved(-33_33, -20_00, 6)
    assert (two.open, two.carried) == (33_34, 36_67), "73.326 of 110.00 are gone, not twice 36.66"
    assert two.moved(-33_34, -1, 7).carried == 0
    assert (two.came_on, two.went_on) == (1, 6)


def test_a_refund_is_carried_below_zero_until_a_payout_names_it() -> None:
    refund = NEW.moved(-50_00, -60_00, 3)
    assert (refund.open, refund.carried) == (-50_00, -60_00)
    assert refund.moved(20_00, 99_00, 4).carried == -36_00
    assert refund.moved(50_00, 99_00, 4).carried == 0


def test_what_left_before_it_came_stands_at_its_own_rate() -> None:
    early = NEW.moved(-100_00, -125_00, 9)
    assert early.carried == -125_00
    assert early.moved(100_00, 110_00, 2).carried == 0
    assert early.moved(130_00, 130_00, 2).carried == 30_00, "of what came more, at what it came in at"


def test_a_settled_item_begins_anew() -> None:
    """A dispute at 1.10, paid out at 1.20, won at 1.30: what is open then came in at 1.30."""
    settled = NEW.moved(-100, -110, 1).moved(100, 120, 2)
    assert settled.moved(100, 130, 3).carried == 130


def test_what_is_taken_back_was_never_there() -> None:
    item = NEW.moved(100, 110, 1).moved(-100, -125, 2)
    assert item.taken_back(100, 110) == NEW.moved(-100, -125, 2)
    assert item.taken_back(-100, -125) == NEW.moved(100, 110, 1)
    assert item.taken_back(100, 110).taken_back(-100, -125) == NEW


def test_more_taken_back_than_is_known_stands_on_the_other_side() -> None:
    anew = NEW.moved(-20, -30, 5)
    assert anew.taken_back(-100, -110)[:2] == (OpenItem(80, 80), OpenItem(0, 0))
    assert NEW.moved(20, 30, 5).taken_back(100, 110)[:2] == (OpenItem(0, 0), OpenItem(80, 80))


def test_two_names_of_one_item_are_one() -> None:
    came, went = NEW.moved(100, 110, 1), NEW.moved(-60, -75, 4)
    assert came.joined(went) == came.moved(-60, -75, 4)
    assert came.moved(-100, -1, 2).joined(went) == went


MOVES = st.lists(st.tuples(st.integers(1, 900), st.integers(1, 2000)), min_size=1, max_size=6)


@given(MOVES, MOVES, st.randoms(use_true_random=False))
def test_its_carrying_amount_is_the_same_in_any_order(
    came: list[tuple[int, int]], went: list[tuple[int, int]], chance: Random
) -> None:
    """As long as it is not settled on the way, for then it begins anew."""
    moves = [*came, *((-minor, -home) for minor, home in went)]
    shuffled = list(moves)
    chance.shuffle(shuffled)

    def carried(some: list[tuple[int, int]]) -> int | None:
        item = NEW
        for place, (minor, home) in enumerate(some):
            item = item.moved(minor, home, 1)
            if not item.open and place + 1 < len(some):
                return None
        return item.carried

    found = {carried(moves), carried(shuffled)} - {None}
    assert len(found) <= 1
