"""Periods: what is closed, and where a late fact posts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.core.period import Periods

MARCH_END = date(2026, 3, 31)


def test_nothing_is_closed_until_someone_closes() -> None:
    assert not Periods().is_closed(date.min)
    assert Periods().posting_date(MARCH_END) == MARCH_END


def test_the_last_closed_day_is_closed_and_the_next_is_open() -> None:
    periods = Periods(MARCH_END)
    assert periods.is_closed(MARCH_END)
    assert not periods.is_closed(MARCH_END + timedelta(days=1))


@pytest.mark.covers("S001-81")
@given(st.dates(date(1980, 1, 1), date(2199, 12, 31)), st.dates(date(1980, 1, 1), date(2199, 12, 30)))
def test_nothing_posts_into_a_closed_period_and_open_days_stand(day: date, closed: date) -> None:
    periods = Periods(closed)
    posted = periods.posting_date(day)
    assert not periods.is_closed(posted)
    assert posted == (closed + timedelta(days=1) if periods.is_closed(day) else day)
