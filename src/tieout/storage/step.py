"""Step: a fact in the order of a costing cycle, by business date and rank (accounting.md 3)."""

from __future__ import annotations

import json
from datetime import date
from typing import NamedTuple

from tieout.core.event import Event
from tieout.core.event.stored import stored_event


class Step(NamedTuple):
    """One step of a cycle, in the order of costing (accounting.md 3)."""

    day: str
    rank: int
    sequence: int
    source: str
    external_id: str
    seq: int
    id: str
    kind: str
    revision: int
    raw: str
    arriving: bool
    revises: bool

    @property
    def place(self) -> tuple[str, int, int, str, str, int]:
        """The sort key of the step."""
        return self[:6]

    @property
    def arrival(self) -> date | None:
        """The day of an event's second step, as of a transfer arriving; None = this is its first."""
        return date.fromisoformat(self.day) if self.arriving else None

    def event(self) -> Event:
        """The event of the step."""
        return stored_event(json.loads(self.raw))
