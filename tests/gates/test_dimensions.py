"""Dimensions: classes and locations that only memos will bear are told once each, and hold nothing."""

from __future__ import annotations

import pytest

from tieout.core.capabilities import Capabilities
from tieout.core.mapping import Dimension, MappedAccount
from tieout.gates.dimensions import untracked


def accounts(count: int) -> list[MappedAccount]:
    return [
        MappedAccount(
            outside_id=str(n),
            name=f"Sales {n}",
            tracked_class=Dimension(str(n), f"C{n}"),
            location=Dimension("1", "North"),
        )
        for n in range(count)
    ]


@pytest.mark.covers("S001-153")
def test_what_is_not_tracked_is_one_problem_each() -> None:
    found = untracked(accounts(7), Capabilities())
    assert [one.code for one in found] == ["classes_untracked", "locations_untracked"]
    assert "classes (7)" in found[0].what
    assert "C0, C1, C2, C3, C4 and 2 more" in found[0].what
    assert "locations (1)" in found[1].what


def test_what_is_tracked_or_not_mapped_is_no_problem() -> None:
    assert untracked(accounts(2), Capabilities(classes="transaction", locations=True)) == []
    assert untracked([MappedAccount(outside_id="1", name="Sales")], Capabilities()) == []
