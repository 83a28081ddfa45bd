"""The clock: the one place time comes from, so that tests and controls can set it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol


class Clock(Protocol):
    """Something that knows the company's present moment."""

    def now(self) -> datetime:
        """An aware datetime in the company's time zone."""


class CompanyClock:
    """The machine's clock in the company's zone, until someone sets or moves it."""

    def __init__(self, utc_offset: str = "-08:00") -> None:
        self._zone = zone(utc_offset)
        self._shift = timedelta(0)
        self._fixed: datetime | None = None

    def now(self) -> datetime:
        """The present moment: fixed when it was set, else the machine's, moved by any shift."""
        base = self._fixed or datetime.now(UTC)
        return (base + self._shift).astimezone(self._zone)

    def fix(self, moment: datetime) -> None:
        """Stand still at a moment (an aware datetime)."""
        self._fixed, self._shift = moment, timedelta(0)

    def advance(self, seconds: int) -> None:
        """Move forward; a running clock keeps running from there."""
        self.pass_time(timedelta(seconds=seconds))

    def pass_time(self, time: timedelta) -> None:
        """Move forward by any time."""
        self._shift += time

    def release(self) -> None:
        """Follow the machine's clock again."""
        self._fixed, self._shift = None, timedelta(0)


def zone(utc_offset: str) -> timezone:
    """`-08:00` as a time zone."""
    sign = -1 if utc_offset.startswith("-") else 1
    hours, minutes = utc_offset.lstrip("+-").split(":")
    return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))


def stamp(moment: datetime) -> str:
    """A MetaData time: seconds and offset."""
    return moment.isoformat(timespec="seconds")


def fine_stamp(moment: datetime) -> str:
    """A response's `time`: milliseconds and offset."""
    return moment.isoformat(timespec="milliseconds")


def today(clock: Clock) -> date:
    """The company's date."""
    return clock.now().date()
