"""Months: tieout states that a month is over, so that what subscriptions earned in it is recognised.

Stated as a fact of its own, once for each month, it is in the log like any other: a replay needs no
clock, and how often or when books are run changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection

from tieout.core.schedule import month_end
from tieout.storage.schedules import live_schedules, recognised_through

SOURCE = "tieout"
FILE = "months that are over.jsonl"
_ONE_DAY = timedelta(days=1)


def months_over(connection: Connection, today: date) -> bytes:
    """The statements of months over before `today` that schedules wait for, as lines; none = empty."""
    through = recognised_through(connection)
    waiting = [
        day
        for kept in live_schedules(connection)
        for day in kept.schedule.recognised()
        if through < day < today and month_end(day) < today
    ]
    if not waiting:
        return b""
    return b"".join(_stated(day) for day in _month_ends(max(through + _ONE_DAY, min(waiting)), today))


def _month_ends(day: date, today: date) -> Iterator[date]:
    while month_end(day) < today:
        yield month_end(day)
        day = month_end(day) + _ONE_DAY


def _stated(day: date) -> bytes:
    text = day.isoformat()
    said = {"kind": "revenue_recognised", "source": SOURCE, "id": text, "date": text}
    return json.dumps(said).encode() + b"\n"
