"""Books: the values every export is written from; amounts are home minor units, debit above zero."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, NamedTuple

from tieout.core.account import AccountKey
from tieout.core.money import decimal_text

Root = Literal["Assets", "Liabilities", "Equity", "Income", "Expenses"]

_ROOTS: Final[dict[str, Root]] = {
    "Bank": "Assets",
    "Accounts Receivable": "Assets",
    "Other Current Asset": "Assets",
    "Fixed Asset": "Assets",
    "Other Asset": "Assets",
    "Accounts Payable": "Liabilities",
    "Credit Card": "Liabilities",
    "Other Current Liability": "Liabilities",
    "Long Term Liability": "Liabilities",
    "Equity": "Equity",
    "Income": "Income",
    "Other Income": "Income",
    "Cost of Goods Sold": "Expenses",
    "Expense": "Expenses",
    "Other Expense": "Expenses",
    "Non-Posting": "Equity",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartAccount:
    """One QuickBooks account; `name` is fully qualified, its parents before colons."""

    id: str
    name: str
    number: str
    type: str

    @property
    def root(self) -> Root:
        """The class of account its QuickBooks type belongs to.

        Raises:
            ValueError: the type is not one of QuickBooks'.
        """
        folded = self.type.replace(" ", "").casefold()
        for type_, root in _ROOTS.items():
            if type_.replace(" ", "").casefold() == folded:
                return root
        raise ValueError(f"{self.type!r} of account {self.name!r} is not a QuickBooks account type")


class ExportedLine(NamedTuple):
    """One line: QuickBooks account id, account key, signed home minor units, the entry it is of.

    `original` are signed minor units of the transaction's own currency, where that is another.
    """

    account: str
    key: AccountKey
    minor: int
    entry: str = ""
    lot: str = ""
    original: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedTransaction:
    """One document (or entry) with what leads back to its origin; it balances.

    `original_currency` and `rate` (home units per unit of it) where it is not in home currency.
    """

    day: date
    id: str
    type: str
    lines: tuple[ExportedLine, ...]
    number: str = ""
    party: str = ""
    memo: str = ""
    events: tuple[str, ...] = ()
    outside_id: str = ""
    original_currency: str = ""
    rate: str = ""

    def __post_init__(self) -> None:
        """Refuse what does not balance: no reader of the export would accept it."""
        if sum(line.minor for line in self.lines):
            raise ValueError(f"{self.type} {self.id} does not balance")

    def original(self, line: ExportedLine) -> str:
        """What a line says in the transaction's own currency, `200.00 EUR`; "" in home currency."""
        if not self.original_currency:
            return ""
        return f"{decimal_text(line.original, self.original_currency)} {self.original_currency}"

    @property
    def lots(self) -> tuple[str, ...]:
        """The lots its lines speak of, each once."""
        return tuple(dict.fromkeys(line.lot for line in self.lines if line.lot))


class ExportedBalance(NamedTuple):
    """The balance of one account at the end of a day, signed home minor units."""

    account: str
    day: date
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedBooks:
    """All an export writes; `transactions` may be a stream and is read once.

    `opens` is the day every account is opened: no transaction is earlier.
    """

    company: str
    currency: str
    opens: date
    accounts: tuple[ChartAccount, ...]
    transactions: Iterable[ExportedTransaction]
    balances: tuple[ExportedBalance, ...] = ()


def opening_transaction(day: date, balances: Mapping[str, int]) -> ExportedTransaction:
    """The opening balances as a transaction, so that the balances at the end come out.

    Raises:
        ValueError: the balances of all accounts do not come to zero.
    """
    key = AccountKey("opening_balance")
    lines = tuple(ExportedLine(account, key, minor) for account, minor in balances.items() if minor)
    return ExportedTransaction(day=day, id="opening", type="Opening", lines=lines, memo="Opening balances")


def per_entry(transactions: Iterable[ExportedTransaction]) -> Iterator[ExportedTransaction]:
    """Each document as one transaction per entry, where its lines say which entry they are of.

    Raises:
        ValueError: the lines of an entry do not balance.
    """
    for transaction in transactions:
        entries: dict[str, list[ExportedLine]] = {}
        for line in transaction.lines:
            entries.setdefault(line.entry, []).append(line)
        for entry, lines in entries.items():
            yield replace(transaction, id=entry or transaction.id, lines=tuple(lines))
