"""Standing: what was given back counts off the last take of the same lots."""

from __future__ import annotations

from tieout.insight.history import LATE, StoredTake
from tieout.insight.standing import standing, units_of


def take(n: int, quantity: int, sink: int = 2, role: str = "", event: str = "e") -> StoredTake:
    return StoredTake(n, event, 1, sink, quantity, quantity * 10, role, quantity, 0)


def test_the_last_take_is_given_back_first() -> None:
    found = standing([take(1, 5), take(2, 4), take(3, 6, sink=3), take(4, -5)], lambda _: True)
    assert [(one.take.n, int(one.units), int(one.weight)) for one in found] == [(1, 4, 4), (3, 6, 6)]
    assert units_of(found) == 10


def test_late_costs_and_what_is_not_known_are_no_takes() -> None:
    found = standing([take(1, 5), take(2, 5, role=LATE), take(3, 5, event="later")], lambda one: one == "e")
    assert [one.take.n for one in found] == [1]


def test_an_issue_moves_value_alone_and_stands() -> None:
    assert len(standing([take(1, 0, role="issued")], lambda _: True)) == 1
