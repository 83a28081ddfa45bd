"""The ledger: every posting of every transaction, balanced to the cent, indexed by account and day.

It knows nothing of documents: it takes entries (a transaction's postings in home currency cents,
debits positive) and answers balances. An entry that does not balance cannot get in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

Key = tuple[str, str, str]  # entity, id, part ("" the document, "cost" its inventory cost)


NONE = Decimal(0)
_LAST = "9999-12-31"


class Posting(NamedTuple):
    """One line: account, signed home cents (debit positive), and what a report shows beside it."""

    account: str
    cents: int
    memo: str = ""
    name: tuple[str, str] = ("", "")  # id, display name
    native: int = 0  # cents in the document's own currency
    item: str = ""
    quantity: Decimal = NONE  # of the item, in goods: in positive, out negative
    klass: str = ""
    department: str = ""
    customer: str = ""  # for whom a cost was, where that is not the name


@dataclass(frozen=True, slots=True)
class Entry:
    """The postings of one transaction."""

    key: Key
    date: str
    number: str
    postings: tuple[Posting, ...]
    sequence: int = 0

    @property
    def label(self) -> tuple[str, str]:
        """Entity and id."""
        return self.key[0], self.key[1]


class Ledger:
    """Entries by key; totals by account and day."""

    def __init__(self) -> None:
        self.entries: dict[Key, Entry] = {}
        self._days: dict[str, dict[str, int]] = {}
        self._touching: dict[str, dict[Key, None]] = {}
        self._parties: dict[tuple[str, str], int] = {}
        self._totals: dict[str, int] = {}
        self._foreign: dict[tuple[str, str], int] = {}  # what documents say less what home books say

    def replace(self, key: Key, entry: Entry | None) -> Entry | None:
        """Put an entry in place of the one with its key; returns the one before.

        Raises:
            AssertionError: the entry does not balance, which is a bug of the emulator.
        """
        if entry is not None:
            total = sum(posting.cents for posting in entry.postings)
            if total != 0:
                raise AssertionError(f"{key} is out of balance by {total} cents: {entry.postings}")
        before = self.entries.pop(key, None)
        if before is not None:
            self._count(before, -1)
        if entry is not None:
            self.entries[key] = entry
            self._count(entry, 1)
        return before

    def _count(self, entry: Entry, sign: int) -> None:
        for posting in entry.postings:
            days = self._days.setdefault(posting.account, {})
            days[entry.date] = days.get(entry.date, 0) + sign * posting.cents
            self._totals[posting.account] = self._totals.get(posting.account, 0) + sign * posting.cents
            party = (posting.account, posting.name[0])
            self._parties[party] = self._parties.get(party, 0) + sign * posting.cents
            if posting.native != posting.cents:
                self._add_foreign(posting, sign * (posting.native - posting.cents))
            touching = self._touching.setdefault(posting.account, {})
            if sign > 0:
                touching[entry.key] = None
            else:
                touching.pop(entry.key, None)

    def _add_foreign(self, posting: Posting, difference: int) -> None:
        for key in {(posting.account, ""), (posting.account, posting.name[0])}:
            self._foreign[key] = self._foreign.get(key, 0) + difference

    def accounts(self) -> Iterable[str]:
        """Ids of all accounts that were ever posted to."""
        return self._days.keys()

    def balance(self, account: str, start: str = "", end: str = _LAST) -> int:
        """Cents posted to an account from start to end, both included."""
        if not start and end == _LAST:
            return self._totals.get(account, 0)
        days = self._days.get(account, {})
        return sum(value for day, value in days.items() if start <= day <= end)

    def party_balance(self, account: str, party: str) -> int:
        """Cents posted to an account under one customer, vendor or employee."""
        return self._parties.get((account, party), 0)

    def native_balance(self, account: str, party: str = "") -> int:
        """The same in the currency of the documents, of one party or of the whole account."""
        home = self.party_balance(account, party) if party else self.balance(account)
        return home + self._foreign.get((account, party), 0)

    def of_account(self, account: str, start: str, end: str) -> list[Entry]:
        """The entries that touch an account in a period, in order of date and entry."""
        touching = (self.entries[key] for key in self._touching.get(account, ()))
        found = [entry for entry in touching if start <= entry.date <= end]
        return sorted(found, key=lambda entry: (entry.date, entry.sequence))

    def is_used(self, account: str) -> bool:
        """Some entry touches the account."""
        return bool(self._touching.get(account))

    def postings(self) -> Iterator[tuple[Entry, Posting]]:
        """Every posting with its entry."""
        for entry in self.entries.values():
            for posting in entry.postings:
                yield entry, posting
