"""Case: a problem or difference someone owns until it is resolved; people call it an exception."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tieout.core.problem import Problem

Stage = Literal["admission", "costing", "recognition", "posting", "delivery", "reconcile"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One owned exception: what it is about, who owns it, until when it should be resolved."""

    id: str
    stage: Stage
    subject: str
    problem: Problem
    opened: datetime
    due: datetime

    def __post_init__(self) -> None:
        """Refuse instants without a time zone."""
        if self.opened.tzinfo is None or self.due.tzinfo is None:
            raise ValueError("a case's times need their zone")
