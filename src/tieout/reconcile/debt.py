"""Debt: what operations did and the books do not show yet, by count, value and age."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from tieout.core.difference import Difference, Reason
from tieout.reconcile.verdict import TieOut

OWED: Final[tuple[Reason, ...]] = ("held", "refused", "in_flight")
"""Reasons for which a fact has no document in QuickBooks, the most stubborn first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """What is owed for one reason; `minor` is the sum of the debits, `age_days` of the oldest."""

    reason: Reason
    count: int
    minor: int
    oldest: date
    age_days: int


def debts(result: TieOut, today: date) -> list[Debt]:
    """The reconciliation debt by reason; reasons without any are left out."""
    found = [one for row in result.rows for one in row.differences]
    found.extend(result.held)
    by_reason = {reason: [one for one in found if one.reason == reason] for reason in OWED}
    return [_debt(reason, owed, today) for reason, owed in by_reason.items() if owed]


def _debt(reason: Reason, owed: Iterable[Difference], today: date) -> Debt:
    """QuickBooks lacks these lines, so what it lacks on the debit side is below zero."""
    lines = list(owed)
    oldest = min(one.day for one in lines)
    return Debt(
        reason=reason,
        count=len({one.document for one in lines}),
        minor=-sum(one.minor for one in lines if one.minor < 0),
        oldest=oldest,
        age_days=(today - oldest).days,
    )
