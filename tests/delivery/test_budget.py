"""The call budget: what was read, what it comes to by the end of the month, and when it runs out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tieout.delivery.budget import budget, first_day

TODAY = date(2026, 11, 20)


def test_a_steady_pace_goes_on_to_the_end_of_the_month() -> None:
    reads = {date(2026, 11, day): 100 for day in range(1, 21)}
    found = budget(reads, TODAY, 500_000)
    assert (found.used, found.expected, found.runs_out) == (2000, 3000, None)


def test_the_day_it_runs_out_is_named() -> None:
    reads = {date(2026, 11, day): 100 for day in range(1, 21)}
    found = budget(reads, TODAY, 2250)
    assert found.runs_out == date(2026, 11, 23)
    assert budget(reads, TODAY, 2000).runs_out == TODAY


def test_the_last_days_count_and_other_months_only_for_the_pace() -> None:
    first = date(2026, 12, 1)
    reads = {first - timedelta(days=back): 70 for back in range(1, 8)}
    found = budget(reads, first, 10_000)
    assert (found.used, found.expected) == (0, 70 * 30)


def test_a_burst_of_today_counts_at_once() -> None:
    assert budget({TODAY: 1000}, TODAY, 500_000).expected == 1000 + 10 * 1000


@pytest.mark.parametrize("today", [date(2026, 11, 3), date(2026, 11, 30)])
def test_the_calls_needed_go_back_a_week_and_to_the_first(today: date) -> None:
    assert first_day(today) <= today.replace(day=1)
    assert first_day(today) <= today - timedelta(days=7)


def test_without_a_read_nothing_is_expected() -> None:
    assert budget({}, TODAY, 10) == budget({}, TODAY, 10)
    assert budget({}, TODAY, 10).expected == 0
