"""Schedules: day-exact, the last period takes the rest, and what remains is what is owed."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tieout.core.schedule import Said, Schedule, ScheduleFact, month_end

START = date(2026, 1, 15)
YEAR = ScheduleFact(date(2026, 1, 10), "renewed", "r", 365_00, START, date(2027, 1, 14))


def test_a_year_is_earned_by_its_days_and_the_last_period_takes_the_rest() -> None:
    plan = Schedule((YEAR._replace(minor=100_00),)).recognised()
    assert plan[date(2026, 1, 31)] == 4_66
    assert plan[date(2026, 2, 28)] == 12_33 - 4_66
    assert list(plan)[-1] == date(2027, 1, 14)
    assert sum(plan.values()) == 100_00


def test_nothing_is_earned_before_the_service_starts() -> None:
    plan = Schedule((YEAR,))
    assert plan.remaining(date(2026, 1, 9)) == 0
    assert plan.remaining(date(2026, 1, 14)) == 365_00
    assert plan.earned(date(2026, 1, 14)) == 0
    assert plan.earned(START) == 1_00


def test_what_is_earned_before_the_bill_counts_with_the_bills_month() -> None:
    late = YEAR._replace(day=date(2026, 4, 5))
    assert next(iter(Schedule((late,)).recognised())) == date(2026, 4, 30)


def test_a_cancellation_ends_the_earning_and_the_rest_stays_owed_until_given_back() -> None:
    ends = ScheduleFact(date(2026, 2, 14), "cancelled", "c")
    plan = Schedule((YEAR, ends))
    assert plan.recognised() == {date(2026, 1, 31): 17_00, date(2026, 2, 13): 13_00}
    assert plan.remaining(date(2030, 1, 1)) == 335_00 == plan.unearned(date(2026, 2, 14))
    back = ScheduleFact(date(2026, 2, 20), "refunded", "b", -335_00)
    assert Schedule((YEAR, ends, back)).remaining(date(2026, 2, 20)) == 0


def test_a_change_counts_from_its_day_over_what_is_left() -> None:
    more = ScheduleFact(date(2026, 12, 31), "changed", "m", 15_00, end=date(2027, 1, 14))
    plan = Schedule((YEAR, more))
    assert plan.earned(date(2026, 12, 30)) == 350_00
    assert plan.earned(date(2026, 12, 31)) == 352_00
    less = ScheduleFact(date(2026, 12, 31), "changed", "m", -20_00, end=date(2027, 1, 14))
    assert Schedule((YEAR, less)).recognised()[date(2026, 12, 31)] == 350_00 - 320_00 - 5_00


def test_a_service_that_is_given_up_before_it_starts_earns_nothing() -> None:
    ends = ScheduleFact(date(2026, 1, 12), "cancelled", "c")
    assert Schedule((YEAR, ends)).recognised() == {}


def test_a_change_before_the_bill_is_earned_with_the_service() -> None:
    """15.00 more and half a year less, agreed on 5 January of a service that is billed on the 10th."""
    more = ScheduleFact(date(2026, 1, 5), "changed", "m", 15_00, end=date(2026, 7, 13))
    plan = Schedule((YEAR, more))
    assert plan.earned(date(2026, 1, 14)) == 0
    assert plan.earned(date(2026, 7, 13)) == 380_00 == sum(plan.recognised().values())
    assert list(plan.recognised())[-1] == date(2026, 7, 13)


def test_what_is_given_back_before_the_bill_is_earned_no_more() -> None:
    assert Schedule((YEAR,)).unearned(date(2026, 1, 5)) == 365_00
    back = ScheduleFact(date(2026, 1, 5), "refunded", "b", -65_00)
    plan = Schedule((YEAR, back))
    assert sum(plan.recognised().values()) == 300_00
    assert plan.remaining(date(2027, 1, 14)) == 0


def test_who_is_billed_after_a_cancellation_has_come_back() -> None:
    ends = ScheduleFact(date(2026, 1, 5), "cancelled", "c")
    more = ScheduleFact(date(2026, 12, 31), "changed", "m", 15_00, end=date(2027, 1, 14))
    assert sum(Schedule((YEAR, ends, more)).recognised().values()) == 380_00


def test_nothing_is_earned_of_a_service_whose_bill_is_no_longer_said() -> None:
    more = ScheduleFact(date(2026, 1, 5), "changed", "m", 15_00, end=date(2026, 7, 13))
    plan = Schedule((more,))
    assert plan.recognised() == {}
    assert plan.remaining(date(2200, 1, 1)) == 15_00


DAYS = st.integers(0, 500).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


@st.composite
def histories(draw: st.DrawFn) -> tuple[ScheduleFact, ...]:
    start = draw(DAYS)
    end = start + timedelta(days=draw(st.integers(0, 400)))
    facts = [ScheduleFact(draw(DAYS), "renewed", "r", draw(st.integers(1, 10**7)), start, end)]
    for n in range(draw(st.integers(0, 4))):
        day = facts[0].day + timedelta(days=draw(st.integers(-60, 400)))
        said: Said = draw(st.sampled_from(("changed", "cancelled", "refunded")))
        minor = {"changed": draw(st.integers(-(10**6), 10**6)), "cancelled": 0}.get(said)
        if minor is None:
            left = Schedule(tuple(facts)).unearned(day)
            minor = -draw(st.integers(0, left))
        facts.append(ScheduleFact(day, said, str(n), minor, end=max(start, draw(DAYS))))
    return tuple(facts)


@given(histories(), st.data())
def test_what_is_billed_is_earned_or_owed_to_the_cent(
    facts: tuple[ScheduleFact, ...], data: st.DataObject
) -> None:
    """Whatever the order of telling, on every day, and nothing is left of a service that ran its time."""
    plan = Schedule(facts)
    assert Schedule(tuple(data.draw(st.permutations(facts)))).recognised() == plan.recognised()
    day = data.draw(DAYS)
    moved = sum(fact.minor for fact in facts if fact.day <= day)
    done = sum(minor for when, minor in plan.recognised().items() if when <= day)
    assert plan.remaining(day) + done == moved
    if not any(fact.said == "cancelled" for fact in facts):
        assert plan.remaining(date(2200, 1, 1)) == 0


@given(histories())
def test_it_is_recognised_on_the_last_day_of_a_month_or_of_the_service(
    facts: tuple[ScheduleFact, ...],
) -> None:
    plan = Schedule(facts)
    last = max(one.cut for one in plan.segments())
    for day in plan.recognised():
        assert day == month_end(day) or day == last
        assert day >= facts[0].day
