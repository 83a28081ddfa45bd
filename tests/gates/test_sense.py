"""Events that do not contradict themselves pass; each contradiction stands in tests/problems."""

from __future__ import annotations

import pytest

from tests.reference.examples import example
from tieout.core.event import KINDS, event_of
from tieout.gates import sense


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_each_kind_repeats_no_line(kind: str) -> None:
    assert list(sense.repeated_lines(event_of(example(kind)))) == []


def test_an_item_is_counted_whole_or_by_lot() -> None:
    by_lot = [
        {"item": "X", "counted": "1", "lot": "A"},
        {"item": "X", "counted": "2", "lot": "B"},
        {"item": "Y", "counted": "2"},
    ]
    plain = {**example("stock_counted"), "lines": by_lot}
    assert sense.count_problems(event_of(plain)) == []
    both = {**plain, "lines": [*by_lot, {"item": "X", "counted": "3"}]}
    assert len(sense.count_problems(event_of(both))) == 1


def test_a_day_is_not_before_itself() -> None:
    same = {**example("invoice_issued"), "due": "2026-03-02", "date": "2026-03-02"}
    assert sense.due_problems(event_of(same)) == []
    arrived = {**example("stock_transferred"), "arrived": "2026-03-02", "date": "2026-03-02"}
    assert sense.transfer_problems(event_of(arrived)) == []
