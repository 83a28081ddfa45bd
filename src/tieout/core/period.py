"""Period: which days are closed, and where a late fact posts instead (accounting.md 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

LATE: Final = ", whose period is closed"
"""How the memo of a late fact ends, after its own day."""


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
