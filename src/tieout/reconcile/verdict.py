"""Verdict: each account's expected and actual balance, every cent named, tied out or not.

An owned account must not differ at all, on any day. A shared one may differ by the documents of
others, which are listed. An observed one is shown and decides nothing (accounting.md 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tieout.core.counted import counted
from tieout.core.difference import Difference
from tieout.core.errors import ProgrammerError
from tieout.core.home_cent import HomeCent
from tieout.core.money import decimal_text
from tieout.reconcile.balances import Balances
from tieout.reconcile.expected import ReconciledAccount, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One account at the end of the window, home minor units, debit above zero.

    `held` is what entries without a document would add: with it, `expected` is the books as they
    should be.
    """

    account: ReconciledAccount
    expected: int
    quickbooks: int
    held: int
    differences: tuple[Difference, ...]

    def __post_init__(self) -> None:
        """Refuse differences that do not add up to the difference: each cent has exactly one name."""
        if sum(one.minor for one in self.differences) != self.difference:
            raise ProgrammerError(f"the differences of {self.account.name} do not add up")

    @property
    def difference(self) -> int:
        """QuickBooks minus expected."""
        return self.quickbooks - self.expected

    @property
    def explained(self) -> int:
        """The part of the difference that named documents account for."""
        return sum(one.minor for one in self.differences if one.reason != "unexplained")

    @property
    def unexplained(self) -> int:
        """What no document accounts for; it must be zero."""
        return self.difference - self.explained

    @property
    def breaking(self) -> tuple[Difference, ...]:
        """The differences the account's class does not allow."""
        if self.account.account_class == "owned":
            return self.differences
        if self.account.account_class == "observed":
            return ()
        return tuple(one for one in self.differences if one.reason != "made_by_others")

    @property
    def tied(self) -> bool:
        """Whether the account agrees as far as its class demands."""
        return not self.breaking

    @property
    def first(self) -> Difference | None:
        """The first difference by day: one that breaks the tie, else one of others."""
        return next(iter(self.breaking or self.differences), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TieOut:
    """The whole comparison: a row per account, the entries held back, the balances day by day.

    `confirmed` are cents of foreign documents that the expected balances take over from QuickBooks'
    ledger for the first time, because it makes home amounts itself (accounting.md 2).
    """

    window: Window
    currency: str
    rows: tuple[AccountRow, ...]
    held: tuple[Difference, ...]
    balances: Balances
    confirmed: tuple[HomeCent, ...] = ()

    @property
    def tied(self) -> bool:
        """Whether every account agrees as far as its class demands."""
        return all(row.tied for row in self.rows)

    @property
    def unexplained(self) -> int:
        """The unexplained amounts of all accounts, without their signs: they may not cancel out."""
        return sum(
            abs(one.minor) for row in self.rows for one in row.differences if one.reason == "unexplained"
        )

    @property
    def of_others(self) -> tuple[tuple[str, Difference], ...]:
        """What others entered on shared accounts, with the account's name, by day: theirs to enter."""
        rows = [row for row in self.rows if row.account.account_class == "shared"]
        found = [
            (row.account.name, one)
            for row in rows
            for one in row.differences
            if one.reason == "made_by_others"
        ]
        return tuple(sorted(found, key=lambda named: in_order(named[1])))

    @property
    def first(self) -> Difference | None:
        """The first difference of all accounts that breaks the tie."""
        firsts = (row.first for row in self.rows if not row.tied)
        return min((one for one in firsts if one), key=in_order, default=None)

    def line(self) -> str:
        """The last line a controller reads."""
        unexplained = decimal_text(self.unexplained, self.currency)
        accounts = counted(len(self.rows), "account")
        if self.tied:
            return f"TIED OUT: unexplained difference {unexplained} in {accounts}"
        first = self.first
        since = f"; first on {first.day}: {named(first)}" if first else ""
        return f"NOT TIED OUT: {self._broken(accounts)}, unexplained difference {unexplained}{since}"

    def _broken(self, accounts: str) -> str:
        """How many accounts differ; one whose last balance agrees does so by its days or documents."""
        broken = [row for row in self.rows if not row.tied]
        level = sum(not row.difference for row in broken)
        differ = f"{len(broken)} of {accounts} {'differs' if len(broken) == 1 else 'differ'}"
        if not level:
            return differ
        which = f"{level} of them" if level < len(broken) else "by 0.00"
        return f"{differ} ({which} on earlier days or by documents only: the last balance agrees)"


def in_order(one: Difference) -> tuple[date, str, str]:
    """Sorts differences by day, then by what names them."""
    return (one.day, one.document, one.quickbooks)


def named(one: Difference) -> str:
    """What a difference points at, with its reason: `document … (Invoice 145), edited`."""
    ours = f"document {one.document}" if one.document else ""
    both = f"{ours} ({one.quickbooks})" if ours and one.quickbooks else ours or one.quickbooks
    return f"{both}, {one.reason}" if both else f"{one.reason}, {one.text}"
