"""Line change: the difference of two tellings, line by line."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from tieout.costing.line_change import LineChange, line_changes


class Line(NamedTuple):
    item: str
    quantity: int


lines = st.lists(st.builds(Line, st.sampled_from("ABC"), st.integers(1, 9)), max_size=5)


def test_another_key_is_one_line_removed_and_one_added() -> None:
    one, other = Line("A", 3), Line("B", 2)
    assert line_changes([one], [other], lambda line: line.item) == [
        LineChange(3, 0, one, None),
        LineChange(0, 2, None, other),
    ]


@given(lines, lines)
def test_the_changes_lead_from_one_telling_to_the_other(before: list[Line], after: list[Line]) -> None:
    counted: Counter[str] = Counter()
    for line in before:
        counted[line.item] += line.quantity
    for change in line_changes(before, after, lambda line: line.item):
        item = (change.new or change.old).item
        counted[item] += change.more - change.fewer
        assert not (change.more and change.fewer)
    wanted: Counter[str] = Counter()
    for line in after:
        wanted[line.item] += line.quantity
    assert +counted == +wanted
