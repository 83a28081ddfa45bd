"""A fact dated far ahead is not taken; master data may take effect at any time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cycle.small_books import event, party
from tieout.core.problem import Where
from tieout.intake.ahead import AHEAD_DAYS, date_problem
from tieout.intake.translate import event_or_problems

TODAY = date(2026, 3, 1)
WHERE = Where(file="facts.jsonl", line=7)


@pytest.mark.parametrize(("days", "far"), [(-4000, False), (AHEAD_DAYS, False), (AHEAD_DAYS + 1, True)])
def test_more_than_a_year_ahead_is_a_slip(days: int, far: bool) -> None:
    day = (TODAY + timedelta(days=days)).isoformat()
    fact = event_or_problems(event("order_approved", day, order="SO-1"), WHERE)
    assert not isinstance(fact, list), fact
    found = date_problem(fact, TODAY, WHERE)
    assert (found is not None) is far
    if found:
        assert (found.code, str(found.where)) == ("date_far_ahead", "facts.jsonl:7 field date")


def test_master_data_may_take_effect_whenever_it_will() -> None:
    known = event_or_problems({**party("C-1", "Deli"), "date": "2031-01-01"}, WHERE)
    assert not isinstance(known, list), known
    assert date_problem(known, TODAY, WHERE) is None


@pytest.mark.parametrize(("day", "far"), [("2026-03-01", False), ("2026-03-02", True)])
def test_a_standard_cost_is_told_when_it_begins_to_hold(day: str, far: bool) -> None:
    """It revalues what is on hand that day, which nobody knows before."""
    told = event("item", day, item="TEA", name="Tea", inventory_role="inventory_raw")
    known = event_or_problems({**told, "costing_method": "standard", "standard_cost": "2"}, WHERE)
    assert not isinstance(known, list), known
    assert (date_problem(known, TODAY, WHERE) is not None) is far
