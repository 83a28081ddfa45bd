"""Balances: each account's expected and actual balance at the end of every day.

QuickBooks' balance is its trial balance carried forward by its own ledger lines. Where these do not
arrive at the trial balance of the last day (a report cut off, an account hidden), the gap is a
difference of its own, so that no sum is trusted only because it was printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from tieout.reconcile.expected import Window
from tieout.reconcile.ledger import Cell, QuickBooksBooks


class DayBalance(NamedTuple):
    """One account at the end of one day, home minor units, debit above zero."""

    day: date
    expected: int
    quickbooks: int

    @property
    def difference(self) -> int:
        """QuickBooks minus expected."""
        return self.quickbooks - self.expected


@dataclass(slots=True)
class Movements:
    """Opening balances and the sum of each day's lines, per account."""

    opening: Mapping[str, int]
    days: dict[Cell, int] = field(default_factory=dict)

    def add(self, cells: Iterable[tuple[Cell, int]]) -> None:
        """Add lines to their days."""
        for cell, minor in cells:
            self.days[cell] = self.days.get(cell, 0) + minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Balances:
    """Both sides over the window; `gaps` is trial balance minus ledger lines at its end."""

    window: Window
    ours: dict[str, dict[date, int]]
    theirs: dict[str, dict[date, int]]
    opening: dict[str, tuple[int, int]]
    gaps: dict[str, int]

    def daily(self, account: str) -> Iterator[DayBalance]:
        """The balances of one account at the end of the baseline and of every day of the window.

        The gap of the trial balance stands on the last day, the only one it is known for.
        """
        expected, actual = self.opening.get(account, (0, 0))
        ours, theirs = self.ours.get(account, {}), self.theirs.get(account, {})
        yield DayBalance(self.window.baseline, expected, actual)
        for ahead in range(1, (self.window.through - self.window.baseline).days + 1):
            day = self.window.baseline + timedelta(days=ahead)
            expected += ours.get(day, 0)
            actual += theirs.get(day, 0)
            gap = self.gaps.get(account, 0) if day == self.window.through else 0
            yield DayBalance(day, expected, actual + gap)

    def final(self, account: str) -> DayBalance:
        """The balances at the end of the window."""
        expected, actual = self.opening.get(account, (0, 0))
        return DayBalance(
            self.window.through,
            expected + sum(self.ours.get(account, {}).values()),
            actual + sum(self.theirs.get(account, {}).values()) + self.gaps.get(account, 0),
        )


def balances(
    accounts: Iterable[str], window: Window, ours: Movements, theirs: Movements, books: QuickBooksBooks
) -> Balances:
    """Both sides' balances per account over the window."""
    named = list(accounts)
    inside = _by_account(theirs.days, window)
    return Balances(
        window=window,
        ours=_by_account(ours.days, window),
        theirs=inside,
        opening={name: (ours.opening.get(name, 0), theirs.opening.get(name, 0)) for name in named},
        gaps={name: _gap(name, inside.get(name, {}), window, books) for name in named},
    )


def _by_account(days: Mapping[Cell, int], window: Window) -> dict[str, dict[date, int]]:
    """The days of the window, account by account."""
    found: dict[str, dict[date, int]] = {}
    for (account, day), minor in days.items():
        if window.baseline < day <= window.through:
            found.setdefault(account, {})[day] = minor
    return found


def _gap(account: str, days: Mapping[date, int], window: Window, books: QuickBooksBooks) -> int:
    """The closing trial balance less what the opening one and the ledger lines come to."""
    start = books.year_start
    if account in books.yearly and start is not None and start > window.baseline:
        carried = sum(minor for day, minor in days.items() if day >= start)
    else:
        carried = books.opening.get(account, 0) + sum(days.values())
    return books.closing.get(account, 0) - carried
