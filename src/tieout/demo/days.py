"""The month: March 2026, with the tail into April that bills, payouts and late invoices need."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

OPENING: Final = date(2026, 2, 28)
FIRST: Final = date(2026, 3, 1)
MIDDLE: Final = date(2026, 3, 16)
"""Supplier prices, selling prices and one bill of materials change on this day."""
LAST: Final = date(2026, 3, 31)
LATE: Final = date(2026, 4, 2)
"""Goods of the 31st are invoiced, and the payouts that span the month end arrive."""
END: Final = date(2026, 4, 3)


def span(first: date, last: date) -> list[date]:
    """Every day from first to last, both included."""
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def is_weekday(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


WEEKDAYS: Final = tuple(day for day in span(FIRST, LAST) if is_weekday(day))


def later(day: date, days: int) -> date:
    """The day so many calendar days later, moved on to a weekday."""
    moved = day + timedelta(days=days)
    while not is_weekday(moved):
        moved += timedelta(days=1)
    return moved
