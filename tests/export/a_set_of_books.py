"""A set of books to export: a chart with awkward names and transactions with awkward texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tieout.core.account import AccountKey, parsed_key
from tieout.export.books import (
    ChartAccount,
    ExportedBalance,
    ExportedBooks,
    ExportedLine,
    ExportedTransaction,
)

OPENS, LAST = date(2026, 1, 1), date(2026, 3, 31)
CHART = (
    ChartAccount(id="10", name="Inventory Asset", number="1000", type="Other Current Asset"),
    ChartAccount(
        id="12", name="Inventory Asset:Raw (flour; sugar)", number="1200", type="Other Current Asset"
    ),
    ChartAccount(id="13", name="Inventory Asset:Finished", number="", type="Other Current Asset"),
    ChartAccount(id="21", name="Goods received, not invoiced", number="", type="OtherCurrentLiability"),
    ChartAccount(id="40", name="Umsätze & Erlöse", number="", type="Income"),
    ChartAccount(id="41", name="umsatze & erlose", number="", type="Income"),
    ChartAccount(id="50", name="売上原価", number="", type="Cost of Goods Sold"),
    ChartAccount(id="30", name="Opening Balance Equity", number="", type="Equity"),
)
KEYS: dict[str, AccountKey] = {
    "10": parsed_key("inventory_semi"),
    "12": parsed_key("inventory_raw"),
    "13": parsed_key("inventory_finished"),
    "21": parsed_key("grni"),
    "40": parsed_key("revenue(wholesale,sauces)"),
    "41": parsed_key("revenue"),
    "50": parsed_key("cogs(sauces)"),
    "30": parsed_key("opening_balance"),
}


def a_transaction(
    amounts: dict[str, int], *, day: date = LAST, party: str = "", memo: str = "", number: str = ""
) -> ExportedTransaction:
    return ExportedTransaction(
        day=day,
        id="d1",
        type="JournalEntry",
        number=number,
        party=party,
        memo=memo,
        events=("ev1", "ev2"),
        outside_id="145",
        lines=tuple(
            ExportedLine(account, KEYS[account], minor, entry=f"en{minor > 0}", lot="F-1")
            for account, minor in amounts.items()
        ),
    )


def abroad(transaction: ExportedTransaction) -> ExportedTransaction:
    """The transaction as one in euros that came to these amounts at 1.25."""
    lines = tuple(line._replace(original=line.minor * 4 // 5) for line in transaction.lines)
    return replace(transaction, lines=lines, original_currency="EUR", rate="1.25")


def totals(transactions: Iterable[ExportedTransaction]) -> dict[str, int]:
    found = {account.id: 0 for account in CHART}
    for transaction in transactions:
        for line in transaction.lines:
            found[line.account] += line.minor
    return found


def books(*transactions: ExportedTransaction, currency: str = "USD", off: int = 0) -> ExportedBooks:
    """Books whose closing balances are those of the transactions, `off` by some cents."""
    return ExportedBooks(
        company='Baker "Best" & Sons; Ltd',
        currency=currency,
        opens=OPENS,
        accounts=CHART,
        transactions=iter(transactions),
        balances=tuple(
            ExportedBalance(account, LAST, minor + off) for account, minor in totals(transactions).items()
        ),
    )
