"""Step: what one step of a delivery run came to, and what is under way between steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from tieout.core.problem import Problem
from tieout.ports import Answer, Refused, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one step came to: it moved something, or was futile for a reason, or found nothing to do."""

    moved: bool = False
    futile: str = ""
    asked_seconds: float = 0.0
    problem: Problem | None = None


MOVED, NOTHING = Step(moved=True), Step()


class Flight(NamedTuple):
    """A batch under way: its place among the requests, and whether it carries list records."""

    place: int
    until: datetime
    names: bool


def urgency(high_value_minor: int, today: date) -> Urgency:
    """What is urgent today: high value, and what is dated in a month that is over."""
    return Urgency(
        high_value_minor=high_value_minor, closing_through=today.replace(day=1) - timedelta(days=1)
    )


CLOSED: Final = "closed_in_quickbooks"


def says_closed(answer: Answer) -> bool:
    """Whether QuickBooks refused because the document's day is closed by now."""
    return isinstance(answer, Refused) and answer.problem.code == CLOSED
