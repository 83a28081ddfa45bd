"""Schedules of a chunk: as the store has them and the chunk changes them; kept when the chunk is."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from tieout.storage.schedules import (
    KeptSchedule,
    keep_recognised_through,
    keep_schedule,
    live_schedules,
    recognised_through,
    schedule_of,
    schedules_of,
)


class ChunkSchedules:
    """What services billed ahead come to, while a chunk is worked."""

    def __init__(self, connection: Connection) -> None:
        """Nothing changed yet."""
        self._connection = connection
        self._changed: dict[str, KeptSchedule] = {}
        self._through: date | None = None

    @property
    def through(self) -> date:
        """The last month end up to which months were recognised."""
        return recognised_through(self._connection) if self._through is None else self._through

    def pass_month(self, day: date) -> None:
        """Note that a month was recognised."""
        self._through = max(day, self.through)

    def of(self, number: str) -> KeptSchedule | None:
        """The service billed under a number; None = there is none."""
        return self._changed.get(number) or schedule_of(self._connection, number)

    def of_subscription(self, subscription: str) -> list[KeptSchedule]:
        """Every service period of a subscription, by number."""
        return self._now(schedules_of(self._connection, subscription), subscription)

    def live(self) -> list[KeptSchedule]:
        """Schedules of which something is still to be recognised, by number."""
        return [one for one in self._now(live_schedules(self._connection), "") if one.is_live]

    def _now(self, stored: list[KeptSchedule], subscription: str) -> list[KeptSchedule]:
        changed = {
            number: one
            for number, one in self._changed.items()
            if not subscription or one.subscription == subscription
        }
        found = {one.number: one for one in stored if one.number not in self._changed} | changed
        return [found[number] for number in sorted(found)]

    def put(self, kept: KeptSchedule) -> None:
        """Note a schedule as it stands now."""
        self._changed[kept.number] = kept

    def keep(self) -> None:
        """Write what changed, in the chunk's transaction."""
        for kept in self._changed.values():
            keep_schedule(self._connection, kept)
        if self._through is not None:
            keep_recognised_through(self._connection, self._through)
