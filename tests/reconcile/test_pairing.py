"""Pairing: revenue and its cost stand in one period, or the side that does not is named."""

from __future__ import annotations

from datetime import date

from tieout.reconcile.pairing import CostPosted, RevenuePosted, problem, unpaired

MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 1)


def test_revenue_and_cost_of_one_month_are_paired_and_services_need_none() -> None:
    revenue = [RevenuePosted("s1", "I-1", MARCH, True), RevenuePosted("s2", "I-2", MARCH, False)]
    first = MARCH.replace(day=1)
    assert unpaired(revenue, [CostPosted("s1", "J-1", first)]) == []
    assert unpaired(revenue, [CostPosted("s1", "J-1", first), CostPosted("s2", "J-2", first)]) == []


def test_a_side_that_is_missing_or_in_another_period_is_named() -> None:
    revenue = [RevenuePosted("s1", "I-1", MARCH, True), RevenuePosted("s2", "I-2", MARCH, True)]
    costs = [CostPosted("s2", "J-2", APRIL), CostPosted("s3", "J-3", APRIL)]
    found = unpaired(revenue, costs)
    assert [(one.sale, one.flaw) for one in found] == [
        ("s1", "revenue_without_cost"),
        ("s2", "cost_in_other_period"),
        ("s3", "cost_without_revenue"),
    ]
    assert unpaired(revenue[1:], costs[:1], period_of=lambda day: day.year) == []
    shown = problem(found[1])
    assert shown.code == "pairing_cost_in_other_period"
    assert shown.what == "Sale s2: revenue documents I-2; cost documents J-2."
