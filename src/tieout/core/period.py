"""Period: which days are closed, and where a late fact posts instead (accounting.md 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Periods:
    """The books are closed through `closed_through`, by the act of closing; None = nothing is closed."""

    closed_through: date | None = None

    def is_closed(self, day: date) -> bool:
        """Whether a document dated `day` may not be written any more."""
        return self.closed_through is not None and day <= self.closed_through

    def posting_date(self, day: date) -> date:
        """The day itself while its period is open, else the first open day."""
        if self.closed_through is None or day > self.closed_through:
            return day
        return self.closed_through + timedelta(days=1)


def closed_by_either(ours: date | None, theirs: date | None) -> date | None:
    """The later of two days through which books are closed; None = neither is."""
    return max((day for day in (ours, theirs) if day is not None), default=None)


class Span(NamedTuple):
    """A period of whole days, first and last included, and the name a person gave it."""

    first: date
    last: date
    name: str


_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE)


def span(text: str) -> Span:
    """The period a person names: `2026-03`, `2026-Q1`, `2026`, or `2026-03-05..2026-03-11`.

    Raises:
        ValueError: it is none of these, or ends before it begins.
    """
    if ".." in text:
        first, _, last = text.partition("..")
        found = Span(date.fromisoformat(first), date.fromisoformat(last), text)
    elif match := _MONTH.fullmatch(text):
        found = _months(int(match[1]), int(match[2]), 1, text)
    elif match := _QUARTER.fullmatch(text):
        found = _months(int(match[1]), 3 * int(match[2]) - 2, 3, text)
    elif re.fullmatch(r"\d{4}", text):
        found = _months(int(text), 1, 12, text)
    else:
        raise ValueError(f"{text!r} is no month, quarter, year or FIRST..LAST")
    if found.last < found.first:
        raise ValueError(f"{text!r} ends before it begins")
    return found


def _months(year: int, month: int, count: int, name: str) -> Span:
    after = year * 12 + month - 1 + count
    last = date(after // 12, after % 12 + 1, 1) - timedelta(days=1)
    return Span(date(year, month, 1), last, name)
