"""What is stated of earlier periods, in words and as plain values."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tieout.core.prior_period import NOTHING, PriorPeriod, by_month, prior_period_of, together

FIRST, LAST = date(2026, 2, 27), date(2026, 3, 20)
EFFECTS = st.lists(st.tuples(st.sampled_from(["2026-01", "2026-02", "2026-03"]), st.integers(-999, 999)))
STATED = st.builds(
    PriorPeriod,
    st.lists(st.dates(), unique=True).map(lambda days: tuple(sorted(days))),
    EFFECTS.map(by_month),
)


def test_in_words() -> None:
    both = PriorPeriod((FIRST, LAST), (("2026-01", -5), ("2026-02", 81)))
    effects, days = "2026-01 -0.05, 2026-02 0.81", "2026-02-27, 2026-03-20"
    assert both.words("USD") == f"; of earlier periods: {effects}; of {days}, whose period is closed"
    assert both.words("JPY").startswith("; of earlier periods: 2026-01 -5, 2026-02 81;")
    assert PriorPeriod((), (("2026-01", -5),)).words("USD") == "; of earlier periods: 2026-01 -0.05"
    assert NOTHING.words("USD") == ""


def test_several_together() -> None:
    some = [PriorPeriod((LAST,), (("2026-01", -5), ("2026-02", 81))), NOTHING, PriorPeriod((FIRST,))]
    some += [PriorPeriod((LAST,), (("2026-01", 5),))]
    assert together(some) == PriorPeriod((FIRST, LAST), (("2026-02", 81),))
    assert together([]) == NOTHING


def test_the_days_of_several_are_told_in_order() -> None:
    days = tuple(date(2026, 2, day) for day in range(1, 29))
    assert together(PriorPeriod((day,)) for day in reversed(days)).days == days


@given(STATED)
def test_kept_and_read_it_is_the_same(stated: PriorPeriod) -> None:
    assert prior_period_of(stated.plain) == stated
