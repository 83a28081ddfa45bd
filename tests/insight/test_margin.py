"""Margin: whatever was sold, the parts sum to the change."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tieout.insight.cause import Cause, Explained
from tieout.insight.margin import PARTS, ItemMargin, Sales, explain_margin

SALES = st.builds(Sales, *(st.integers(-(10**12), 10**12) for _ in range(4)))
CAUSES = st.lists(st.integers(-(10**10), 10**10), min_size=len(Cause), max_size=len(Cause)).map(
    lambda values: tuple(
        Explained(cause=cause, value=value, minor=0, per_unit=0, steps=())
        for cause, value in zip(Cause, values, strict=True)
    )
)
MARGINS = st.lists(st.builds(ItemMargin, st.sampled_from(["BREAD", "CAKE"]), SALES, SALES, CAUSES))


@given(MARGINS)
def test_the_parts_sum_to_the_change(items: list[ItemMargin]) -> None:
    change = sum(one.after.net - one.before.net - sum(cause.value for cause in one.cost) for one in items)
    found = explain_margin(items, 10**6, round(Fraction(change, 10**6)))
    assert [one.name for one in found] == list(PARTS)
    assert sum(one.value for one in found) == change
    assert sum(one.minor for one in found) == round(Fraction(change, 10**6))
    assert all(sum(value for _, value in one.by_item) == one.value for one in found)
