"""Closed periods in flight: nothing is ever written into one, whenever the closing date moves."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.delivery.closing import CLOSED, Closing, schedule
from tests.delivery.company import DAY, Company, CrashingOutbox, crash_allowed, journal
from tieout.core.crossing import State
from tieout.core.document import Document
from tieout.core.errors import TerminalError, TransientError
from tieout.delivery.deliver import Delivered, Delivery
from tieout.delivery.quota import MemoryQuota
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


class Told(Company):
    """A company that can ask QuickBooks for its closing date."""

    def asked(self) -> date | None:
        return self.books.limits.closed_through

    def run(self, outbox: Any = None) -> Delivered:
        return Delivery(
            outbox=outbox or self.outbox,
            books=self.books,
            quota=MemoryQuota(()),
            now=self.clock.now,
            sleep=self.clock.sleep,
            chance=self.chance,
            settings=self.settings,
            closing=self.asked,
        ).until_idle()


def closing_in_flight() -> tuple[Told, Document]:
    """A company whose books are closed as the first request is on its way."""
    company = Told()
    one = journal(1)
    company.seal(one)
    books = Closing(now=lambda: company.clock.at, chance=0)
    books.limits = replace(books.limits, closed_through=DAY)
    company.books = books
    return company, one


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_between_a_refusal_and_its_redating_leaves_nothing_for_a_person(after: bool) -> None:
    """The next run, which knows the closing date, does what finance set."""
    for crash_at in range(1, 40):
        company, one = closing_in_flight()
        with crash_allowed():
            company.run(CrashingOutbox(company.outbox, crash_at, after=after))
        company.settings = DeliverySettings(closed_through=DAY)
        company.run_to_the_end()
        assert company.states() == {State.CONFIRMED: 1}
        assert {record.day for record in company.books.held} == {OPEN}
        assert company.copies() == {one.id: 1}


def test_a_closing_date_that_cannot_be_read_is_asked_for_again() -> None:
    company, _ = closing_in_flight()
    asked = []

    def busy() -> date | None:
        asked.append(company.clock.at)
        if len(asked) < 3:
            raise TransientError("busy")
        return DAY

    company.asked = busy  # type: ignore[method-assign]
    report = company.run()
    assert (report.confirmed, report.refused, len(asked)) == (1, 0, 3)
    assert {record.day for record in company.books.held} == {OPEN}


def test_a_closing_date_nobody_may_read_is_a_persons() -> None:
    company, _ = closing_in_flight()

    def barred() -> date | None:
        raise TerminalError(CLOSED)

    company.asked = barred  # type: ignore[method-assign]
    assert company.run().problem == CLOSED
    assert company.states() == {State.REFUSED: 1}


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
