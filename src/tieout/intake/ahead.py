"""Ahead: a fact dated far in the future is a slip of the keyboard, found before it is in the books."""

from __future__ import annotations

from datetime import date
from typing import Final

from tieout.core.catalogue import problem
from tieout.core.event import MASTER_KINDS, Event, Item
from tieout.core.problem import Problem, Where

AHEAD_DAYS: Final = 366
"""How far ahead of the day it is loaded a fact may be dated; master data may take effect at any time.

An item at standard cost revalues what is on hand on its day, so it cannot be told before that.
"""


def date_problem(event: Event, today: date, where: Where) -> Problem | None:
    """The problem of a fact dated more than `AHEAD_DAYS` after `today`; None = its date may stand."""
    days = AHEAD_DAYS
    if isinstance(event, Item) and event.costing_method == "standard":
        days = 0
    elif event.kind in MASTER_KINDS:
        return None
    if (event.date - today).days <= days:
        return None
    return problem(
        "date_far_ahead",
        Where(file=where.file, line=where.line, field="date"),
        kind=event.kind,
        id=event.id,
        date=event.date.isoformat(),
        days=days,
    )
