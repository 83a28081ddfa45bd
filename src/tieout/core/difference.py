"""Difference: two sides that should agree and do not, with the document that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Reason = Literal[
    "in_flight",
    "held",
    "refused",
    "made_by_others",
    "edited",
    "deleted",
    "voided",
    "duplicated",
    "moved_in_time",
    "not_as_read",
    "rounding",
    "method_difference",
    "unexplained",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one document adds to the difference of one account on one day.

    `minor` is QuickBooks minus expected, in home minor units, debit above zero.
    """

    account: str
    day: date
    reason: Reason
    minor: int
    document: str = ""
    quickbooks: str = ""
    text: str = ""
