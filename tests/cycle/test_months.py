"""Months: stated once each, and only where a subscription waits for them."""

from __future__ import annotations

import json
from datetime import date

from tests.cycle.test_foreign_settled import company
from tests.cycle.test_subscriptions import RENEWED, balances, numbered, work
from tests.oracle.engine import COMPANY, NOW
from tieout import flow
from tieout.cycle.months import months_over
from tieout.storage.database import Database


def days(database: Database, today: date) -> list[str]:
    with database.read() as connection:
        return [json.loads(line)["date"] for line in months_over(connection, today).splitlines()]


def test_no_month_is_stated_without_a_subscription() -> None:
    with company() as database:
        assert days(database, date(2026, 5, 1)) == []


def test_months_that_are_over_are_stated_once() -> None:
    with company() as database:
        work(database, numbered([RENEWED]))
        assert days(database, date(2026, 1, 31)) == []
        assert days(database, date(2026, 3, 31)) == ["2026-01-31", "2026-02-28"]
        assert flow.state_months(database, COMPANY, date(2026, 3, 31), NOW)
        work(database, [])
        assert not flow.state_months(database, COMPANY, date(2026, 3, 31), NOW)
        assert [day for day, account, _ in balances(database) if account.startswith("revenue")] == [
            "2026-01-31",
            "2026-02-28",
        ]
