"""Closed periods in flight: nothing is ever written into one, whenever the closing date moves."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from tests.delivery.closing import schedule
from tests.delivery.company import DAY, Company, journal
from tieout.core.crossing import State
from tieout.delivery.settings import DeliverySettings

OPEN = date(2026, 4, 1)


@pytest.mark.covers("S001-81", "S001-82", "S001-83")
def test_no_write_is_dated_into_a_closed_period_over_random_schedules() -> None:
    told: Counter[str] = Counter()
    for seed in range(400):
        told += schedule(seed)
    assert min(told[what] for what in ("held", "crossed", "moved", "apart")) > 0


def test_the_next_open_day_is_taken_by_itself() -> None:
    company = Company(settings=DeliverySettings(closed_through=DAY))
    company.seal(journal(1), journal(2, day=OPEN))
    company.run()
    assert company.states() == {State.CONFIRMED: 2}
    assert {record.day for record in company.books.held} == {OPEN}


def test_what_is_held_is_the_controllers_until_it_is_released() -> None:
    company = Company(settings=DeliverySettings(closed_through=DAY, closed_periods={"sales": "hold"}))
    late, good = journal(1), journal(2, day=OPEN)
    company.seal(late, good)
    company.run()
    assert company.copies() == {good.id: 1}
    problem = company.outbox.problems[late.id]
    assert (problem.code, problem.owner) == ("period_held", "controller")
    company.outbox.release_period(late.id, company.clock.now())
    company.run()
    assert company.states() == {State.CONFIRMED: 2}
    assert {record.day for record in company.books.held} == {OPEN}
