"""Schedules kept come back as they were, by number, subscription and whether they are live."""

from __future__ import annotations

from datetime import date

from tieout.core.schedule import Schedule, ScheduleFact
from tieout.storage.database import Database
from tieout.storage.schedules import (
    KeptSchedule,
    all_schedules,
    keep_recognised_through,
    keep_schedule,
    live_schedules,
    recognised_through,
    schedule_of,
    schedules_of,
)

FACT = ScheduleFact(date(2026, 3, 1), "renewed", "r", 31_00, date(2026, 3, 1), date(2026, 3, 31))
LIVE = KeptSchedule(
    number="I1", subscription="S1", customer="C", channel="web", item="A", schedule=Schedule((FACT,))
)
DONE = KeptSchedule(
    number="I2", subscription="S1", customer="C", channel="web", item="A", schedule=Schedule((FACT,)),
    posted={date(2026, 3, 31): (31_00, 1)},
)  # fmt: skip


def test_what_is_kept_comes_back(database: Database) -> None:
    with database.write() as connection:
        assert recognised_through(connection) == date.min
        for kept in (DONE, LIVE):
            keep_schedule(connection, kept)
        keep_recognised_through(connection, date(2026, 3, 31))
        assert schedule_of(connection, "I2") == DONE
        assert schedule_of(connection, "I3") is None
        assert schedules_of(connection, "S1") == all_schedules(connection) == [LIVE, DONE]
        assert live_schedules(connection) == [LIVE]
        assert recognised_through(connection) == date(2026, 3, 31)
