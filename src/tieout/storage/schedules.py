"""Schedules kept: what was said of each service billed ahead, and what of it is recognised already."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from tieout.core.schedule import Schedule, ScheduleFact
from tieout.storage.tables import SCHEDULE, insert_sql

_COLUMNS = "number, subscription, customer, channel, item, facts, posted"
_THROUGH = ""
"""The row of no schedule: the last day up to which months were recognised."""

Posted = Mapping[date, tuple[int, int]]
"""By day of recognition: home minor units, and how many entries made them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSchedule:
    """A service billed under a number, with what is posted of it."""

    number: str
    subscription: str
    customer: str
    channel: str
    item: str
    schedule: Schedule = field(default_factory=lambda: Schedule(()))
    posted: Posted = field(default_factory=dict)

    @property
    def is_live(self) -> bool:
        """Whether something is still to be recognised."""
        done = {day: minor for day, (minor, _) in self.posted.items() if minor}
        return self.schedule.recognised() != done


def keep_schedule(connection: Connection, kept: KeptSchedule) -> None:
    """Write a schedule as it stands now."""
    facts = [
        [one.day.isoformat(), one.said, one.key, one.minor, one.start.isoformat(), one.end.isoformat()]
        for one in sorted(kept.schedule.facts)
    ]
    posted = {day.isoformat(): list(moved) for day, moved in sorted(kept.posted.items())}
    row = (
        *(kept.number, kept.subscription, kept.customer, kept.channel, kept.item),
        *(json.dumps(facts), json.dumps(posted), int(kept.is_live)),
    )
    connection.exec_driver_sql(insert_sql(SCHEDULE, replace=True), row)


def schedule_of(connection: Connection, number: str) -> KeptSchedule | None:
    """The service billed under a number; None = there is none."""
    return next(_kept(connection, "number = ? AND number != ''", number), None)


def schedules_of(connection: Connection, subscription: str) -> list[KeptSchedule]:
    """Every service period of a subscription, by number."""
    return list(_kept(connection, "subscription = ? AND number != '' ORDER BY number", subscription))


def live_schedules(connection: Connection) -> list[KeptSchedule]:
    """Schedules of which something is still to be recognised, by number."""
    return list(_kept(connection, "live = ? ORDER BY number", 1))


def all_schedules(connection: Connection) -> list[KeptSchedule]:
    """Every schedule there is, by number."""
    return list(_kept(connection, "number > ? ORDER BY number", ""))


def _kept(connection: Connection, where: str, value: object) -> Iterator[KeptSchedule]:
    rows = connection.exec_driver_sql(f"SELECT {_COLUMNS} FROM schedule WHERE {where}", (value,))
    return iter([_row(*row) for row in rows])


def _row(
    number: str, subscription: str, customer: str, channel: str, item: str, facts: str, posted: str
) -> KeptSchedule:
    said = tuple(
        ScheduleFact(
            date.fromisoformat(day), what, key, minor, date.fromisoformat(start), date.fromisoformat(end)
        )
        for day, what, key, minor, start, end in json.loads(facts)
    )
    done = {date.fromisoformat(day): (minor, n) for day, (minor, n) in json.loads(posted).items()}
    return KeptSchedule(
        number=number,
        subscription=subscription,
        customer=customer,
        channel=channel,
        item=item,
        schedule=Schedule(said),
        posted=done,
    )


def recognised_through(connection: Connection) -> date:
    """The last month end up to which months were recognised; the first day of all = none yet."""
    posted = connection.exec_driver_sql(
        "SELECT posted FROM schedule WHERE number = ?", (_THROUGH,)
    ).scalar_one_or_none()
    return date.fromisoformat(str(posted)) if posted else date.min


def keep_recognised_through(connection: Connection, day: date) -> None:
    """Note the last month end up to which months were recognised."""
    row = (_THROUGH, "", "", "", "", "", day.isoformat(), 0)
    connection.exec_driver_sql(insert_sql(SCHEDULE, replace=True), row)
