"""A case has an owner through its problem, and times with their zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tieout.core.case import Case
from tieout.core.problem import Problem

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PROBLEM = Problem(code="a_b", what="What.", why="Why.", next_step="Next.", owner="controller")


@pytest.mark.parametrize("naive", ["opened", "due"])
def test_the_times_of_a_case_need_their_zone(naive: str) -> None:
    times = {"opened": NOON, "due": NOON + timedelta(hours=4)}
    case = Case(id="c1", stage="posting", subject="d1", problem=PROBLEM, **times)
    assert case.due > case.opened
    times[naive] = times[naive].replace(tzinfo=None)
    with pytest.raises(ValueError, match="a case's times need their zone"):
        Case(id="c1", stage="posting", subject="d1", problem=PROBLEM, **times)
