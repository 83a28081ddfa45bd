"""Carried: what leaves takes its share of what the balance was taken in at, and the last takes the rest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tieout.reconcile.registers.carried import Carried


def test_what_leaves_goes_at_what_it_came_in_at() -> None:
    pool = Carried()
    assert pool.move(100, 110) == 110
    assert pool.move(100, 120) == 120
    assert pool.move(-50, -65) == -58  # half of 115 a hundred, ties away from zero
    assert (pool.units, pool.home) == (150, 172)


def test_what_leaves_beyond_the_balance_stands_at_its_days_worth() -> None:
    pool = Carried(10, 11)
    assert pool.move(-30, -36) == -11 - 24
    assert (pool.units, pool.home) == (-20, -24)


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), min_size=1, max_size=8),
    st.lists(st.integers(1, 10**5), max_size=8),
)
def test_nothing_is_left_once_all_is_gone(came: list[tuple[int, int]], parts: list[int]) -> None:
    pool = Carried()
    for units, home in came:
        pool.move(units, home)
    for part in parts:
        pool.move(-min(part, pool.units), -part) if pool.units else None
    pool.move(-pool.units, -1) if pool.units else None
    assert (pool.units, pool.home) == (0, 0)


def test_a_balance_below_zero_comes_back_at_what_it_is_carried_at() -> None:
    pool = Carried(-30, -36)
    assert pool.move(10, 13) == 12
    assert pool.move(-5, -7) == -7  # more of the same side stands at its day's worth
    assert pool.move(25, 40) == 31
    assert (pool.units, pool.home) == (0, 0)


def test_a_difference_without_units_is_taken_in_as_it_is() -> None:
    pool = Carried(100, 110)
    assert pool.move(0, 5) == 5
    assert (pool.units, pool.home) == (100, 115)
