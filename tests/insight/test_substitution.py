"""Substitution: whatever the figures, the parts sum to the change."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.insight.cause import Cause
from tieout.insight.pool import MADE, Pool, Source
from tieout.insight.substitution import Apart, Shown, Side, apportioned, explain, in_minor_units

AMOUNTS = st.integers(-(10**12), 10**12)
SOME = st.integers(0, 10**9).map(Fraction)
MANY = st.integers(1, 10**9).map(Fraction)


@st.composite
def sides(draw: st.DrawFn) -> Side:
    """A period: bread made of flour and bought, flour of up to two suppliers."""
    pool = Pool("BREAD")
    if draw(st.booleans()):
        bought = pool.supply(Source("bought", "S1", "EUR"))
        bought.units, bought.amount, bought.base, bought.landed = (draw(MANY) for _ in range(4))
    if draw(st.booleans()):
        made = pool.supply(MADE)
        made.units, made.started = draw(MANY), draw(MANY)
        made.labour, made.overhead, made.by_products = (draw(SOME) for _ in range(3))
        made.standard["FLOUR"], made.used["FLOUR"], made.used["SALT"] = (draw(SOME) for _ in range(3))
        flour = pool.materials.setdefault("FLOUR", Pool("FLOUR"))
        for name in draw(st.sets(st.sampled_from(["S1", "S2"]))):
            supply = flour.supply(Source("bought", name, "USD"))
            supply.units, supply.amount, supply.base = (draw(MANY) for _ in range(3))
    cost = draw(AMOUNTS) if pool.units else draw(st.sampled_from([0, 5]))
    return Side(pool.units, Fraction(cost), pool)


@given(sides(), sides(), AMOUNTS, AMOUNTS)
def test_the_causes_sum_to_the_change(before: Side, after: Side, prior: int, now: int) -> None:
    apart = [Apart(Cause.PRIOR, "late costs", Fraction(prior), Fraction(now))]
    change = int(after.cost - before.cost) + now - prior
    found = explain(before, after, apart, Shown(10**6, round(Fraction(change, 10**6))))
    assert [one.cause for one in found] == list(Cause)
    assert sum(one.value for one in found) == change
    assert sum(one.minor for one in found) == round(Fraction(change, 10**6))
    assert all(sum(step.value for step in one.steps) == one.value for one in found)
    assert found[-1].value in {now - prior, now - prior + 1}


@given(sides())
def test_nothing_changed_has_no_cause(side: Side) -> None:
    found = explain(side, side, [], Shown(10**6, 0, 0))
    assert all(one.value == one.minor == one.per_unit == 0 for one in found)


def test_parts_that_are_no_whole_quanta_together_are_refused() -> None:
    assert apportioned([Fraction(1, 3), Fraction(-4, 3)]) == [0, -1]
    with pytest.raises(ValueError, match="whole number of quanta"):
        apportioned([Fraction(1, 3)])


def test_cents_go_to_the_largest_remainders_and_never_to_nothing() -> None:
    assert in_minor_units([60, 60, 0], 100, 1) == [1, 0, 0]
    assert in_minor_units([-60, 0, 160], 100, 1) == [-1, 0, 2]
