"""Budget: the metered calls of a month, what they will come to, and when they run out.

QuickBooks meters reads, not writes: beyond the month's allowance every read is refused until the next
month and customers are told that the app is offline (fact sheet 4).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

READS_PER_MONTH: Final = 500_000
"""What the Builder tier may read per workspace and month (fact sheet 4)."""

LOOK_BACK_DAYS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Reads made this month, expected by its end at the pace of the last days, and allowed.

    `runs_out` is the day the allowance is used up at that pace; None = not this month.
    """

    used: int
    expected: int
    allowed: int
    runs_out: date | None


def first_day(today: date) -> date:
    """The first day a forecast needs the calls of."""
    return min(today.replace(day=1), today - timedelta(days=LOOK_BACK_DAYS))


def budget(reads: Mapping[date, int], today: date, allowed: int) -> Budget:
    """The budget of today's month, from the reads per day.

    The pace is the mean of the last seven days before today (days without a read count), rounded up;
    where today alone is higher, today's.
    """
    used = sum(made for day, made in reads.items() if _same_month(day, today))
    before = [reads.get(today - timedelta(days=back), 0) for back in range(1, LOOK_BACK_DAYS + 1)]
    pace = max(-(-sum(before) // LOOK_BACK_DAYS), reads.get(today, 0))
    left_days = monthrange(today.year, today.month)[1] - today.day
    expected = used + pace * left_days
    return Budget(
        used=used, expected=expected, allowed=allowed, runs_out=_runs_out(used, pace, today, allowed)
    )


def _runs_out(used: int, pace: int, today: date, allowed: int) -> date | None:
    if used >= allowed:
        return today
    if not pace:
        return None
    day = today + timedelta(days=-(-(allowed - used) // pace))
    return day if _same_month(day, today) else None


def _same_month(day: date, today: date) -> bool:
    return (day.year, day.month) == (today.year, today.month)
