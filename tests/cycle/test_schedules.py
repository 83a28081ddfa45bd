"""Schedules of a chunk: what it changed is what it sees, and is written when the chunk is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.cycle.small_books import SmallBooks
from tests.storage.test_schedules import DONE, LIVE
from tieout.cycle.schedules import ChunkSchedules
from tieout.storage.schedules import keep_schedule, live_schedules, recognised_through


def test_a_change_is_seen_at_once_and_kept_with_the_chunk(books: SmallBooks) -> None:
    with books.database.write() as connection:
        keep_schedule(connection, LIVE)
        schedules = ChunkSchedules(connection)
        assert schedules.live() == [LIVE]
        schedules.put(replace(LIVE, posted=DONE.posted))
        schedules.put(DONE)
        schedules.pass_month(date(2026, 3, 31))
        assert schedules.live() == []
        assert [one.number for one in schedules.of_subscription("S1")] == ["I1", "I2"]
        assert schedules.of("I2") == DONE
        assert live_schedules(connection) == [LIVE]
        schedules.keep()
        assert live_schedules(connection) == []
        assert recognised_through(connection) == schedules.through == date(2026, 3, 31)
