"""Released: a deposit gives up its home balance in proportion, the last use takes the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.core.entry import Side
from tieout.core.open_item import OpenItem
from tieout.posting.released import difference


@pytest.mark.parametrize(
    ("side", "minor", "home", "item", "expected"),
    [
        (Side.DR, 100_00, 120_00, OpenItem(-100_00, -110_00), -10_00),
        (Side.DR, 50_00, 60_00, OpenItem(-100_00, -110_00), -5_00),
        (Side.DR, 100_00, 105_00, OpenItem(-100_00, -110_00), 5_00),
        (Side.CR, 100_00, 120_00, OpenItem(-100_00, -110_00), 0),
        (Side.DR, 200_00, 240_00, OpenItem(-100_00, -110_00), -10_00),
        (Side.DR, 100_00, 120_00, OpenItem(0, 0), 0),
    ],
)
def test_the_difference_takes_the_item_to_what_is_left(
    side: Side, minor: int, home: int, item: OpenItem, expected: int
) -> None:
    sign = 1 if side is Side.DR else -1
    assert difference(item, OpenItem(sign * minor, sign * home)) == expected


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=6), st.integers(1, 10**8), st.data())
def test_a_deposit_used_up_leaves_nothing_at_home(uses: list[int], home: int, data: st.DataObject) -> None:
    item = OpenItem(-sum(uses), -home)
    for used in uses:
        booked = data.draw(st.integers(0, 10**8))
        given_up = booked + difference(item, OpenItem(used, booked))
        item = OpenItem(item.minor + used, item.home + given_up)
    assert item == OpenItem(0, 0)
