"""Accounts, journals and the ledger that turns exact movements into cents (accounting.md 2 and 4)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from tests.oracle.exact import ZERO, cents_as_billed, cents_of_cost

Account = tuple[str, tuple[str, ...]]
"""A role and its qualifiers."""
Day = str
Side = Literal["debit", "credit"]
Line = tuple[Side, str, tuple[str, ...], int]

ROUNDING: Account = ("rounding", ())
_PINNED = {"inventory_wip", "inventory_in_transit", "shipped_not_invoiced", "grni"}
_STATED_BY_SOURCE = {"labour_absorbed", "overhead_absorbed"}
_INVENTORY = {"inventory_raw", "inventory_semi", "inventory_finished", "inventory_merchandise"}


def plain(role: str) -> Account:
    """The account of a role without qualifiers."""
    return (role, ())


def is_pinned(account: Account) -> bool:
    """Whether the posted balance follows a subledger to the cent (accounting.md 2)."""
    return account[0] in _PINNED or account[0] in _INVENTORY


class Journal:
    """Exact movements of one entry in the making: debit above zero, credit below."""

    def __init__(self) -> None:
        self.moves: dict[Account, Fraction] = defaultdict(lambda: ZERO)
        self.circular = False

    def debit(self, account: Account, value: Fraction) -> None:
        self.moves[account] += value

    def credit(self, account: Account, value: Fraction) -> None:
        self.moves[account] -= value

    def add(self, other: Journal) -> None:
        self.circular = self.circular or other.circular
        for account, value in other.moves.items():
            self.moves[account] += value


@dataclass(frozen=True)
class Entry:
    """One balanced entry in cents, as an event made it."""

    event: str
    date: Day
    why: str
    lines: tuple[Line, ...]


class Ledger:
    """Posted cents and, for costs, the exact value behind them."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.cents: dict[Account, int] = defaultdict(int)
        self.exact: dict[Account, Fraction] = defaultdict(lambda: ZERO)
        self.stated = ZERO
        """What documents of a source moved on accounts of cost, against a payable or an opening."""
        self.cents_by_day: dict[Day, dict[Account, int]] = {}
        self.exact_by_day: dict[Day, dict[Account, Fraction]] = {}
        self.closed_through: Day = ""
        """The books are closed through this day, by the act of closing (accounting.md 3)."""

    def open_day(self, day: Day) -> Day:
        """The day itself, or the first open one."""
        if day > self.closed_through:
            return day
        return (date.fromisoformat(self.closed_through) + timedelta(days=1)).isoformat()

    def post_cost(self, event: str, day: Day, why: str, journal: Journal) -> None:
        """An entry of costs: it balances exactly, and in cents with cogs or rounding taking the rest."""
        day = self.open_day(day)
        if sum(journal.moves.values(), ZERO) != 0:
            raise AssertionError(f"value is not conserved by {event}: {dict(journal.moves)}")
        cents = {account: self._cents(account, value) for account, value in journal.moves.items()}
        self._count(day, journal)
        sold = sorted(a for a in journal.moves if a[0] == "cogs" and journal.moves[a])
        self._balance(cents, sold[0] if sold else ROUNDING)
        self._write(event, day, why, cents)

    def post_stated(
        self, event: str, day: Day, why: str, stated: Journal, cents: dict[Account, int]
    ) -> None:
        """An entry of a source's document: cents as billed; its pinned part (grni) from `stated`."""
        day, cents = self.open_day(day), dict(cents)
        for account, value in stated.moves.items():
            cents[account] = self._cents(account, value)
        self.stated += sum(stated.moves.values(), ZERO)
        self._count(day, stated)
        self._balance(cents, ROUNDING)
        self._write(event, day, why, cents)

    def _cents(self, account: Account, value: Fraction) -> int:
        if is_pinned(account):
            return cents_of_cost(self.exact[account] + value) - self.cents[account]
        if account[0] in _STATED_BY_SOURCE:
            return cents_as_billed(value)
        return cents_of_cost(value)

    def _count(self, day: Day, journal: Journal) -> None:
        of_day = self.exact_by_day.setdefault(day, defaultdict(lambda: ZERO))
        for account, value in journal.moves.items():
            self.exact[account] += value
            of_day[account] += value

    @staticmethod
    def _balance(cents: dict[Account, int], remainder: Account) -> None:
        cents[remainder] = cents.get(remainder, 0) - sum(cents.values())

    def _write(self, event: str, day: Day, why: str, cents: dict[Account, int]) -> None:
        of_day = self.cents_by_day.setdefault(day, defaultdict(int))
        lines: list[Line] = []
        for account, amount in cents.items():
            if not amount:
                continue
            self.cents[account] += amount
            of_day[account] += amount
            lines.append(("debit" if amount > 0 else "credit", *account, abs(amount)))
        if lines:
            self.entries.append(Entry(event, day, why, tuple(lines)))
