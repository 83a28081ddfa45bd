"""Periods: what is closed, and where a late fact posts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.core.period import Periods, closed_by_either, span

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


@pytest.mark.parametrize(
    ("ours", "theirs", "closed"),
    [
        (None, None, None),
        (MARCH_END, None, MARCH_END),
        (None, MARCH_END, MARCH_END),
        (MARCH_END, date(2026, 2, 28), MARCH_END),
        (date(2026, 2, 28), MARCH_END, MARCH_END),
    ],
)
def test_books_are_closed_through_the_later_of_our_day_and_that_of_quickbooks(
    ours: date | None, theirs: date | None, closed: date | None
) -> None:
    assert closed_by_either(ours, theirs) == closed


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026q4", "2026-10-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-03-05..2026-03-11", "2026-03-05", "2026-03-11"),
        ("2026-03-05..2026-03-05", "2026-03-05", "2026-03-05"),
    ],
)
def test_a_period_is_named_as_people_write_it(text: str, first: str, last: str) -> None:
    found = span(text)
    assert (found.first.isoformat(), found.last.isoformat(), found.name) == (first, last, text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is no month, quarter, year"),
        ("spring", "is no month, quarter, year"),
        ("26-03", "is no month, quarter, year"),
        ("2026-Q5", "is no month, quarter, year"),
        ("2026-13", "month must be in"),
        ("2026-03-05..2026-03-04", "ends before it begins"),
    ],
)
def test_what_is_no_period_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        span(text)
