"""Balances: what every account holds on a day, as QuickBooks' reports understand it.

Income and expense accounts start at zero each fiscal year; the profit of all earlier years is in
Retained Earnings, without any closing entry.
"""

from __future__ import annotations

from datetime import date

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.accounttype import CLASSIFICATION, PROFIT_AND_LOSS
from quickbooks_emulator.online.jsontext import Body

from .period import day_before, fiscal_year_start

TYPES = list(CLASSIFICATION)


def balances_at(books: Books, day: str) -> dict[str, int]:
    """Debit-positive cents per account id at the end of a day."""
    year = fiscal_year_start(books, date.fromisoformat(day)).isoformat()
    earlier, found = 0, {}
    for account in books.store.each("Account"):
        identity = account["Id"]
        if account["AccountType"] in PROFIT_AND_LOSS:
            found[identity] = books.ledger.balance(identity, year, day)
            earlier += books.ledger.balance(identity, "", day_before(year))
        else:
            found[identity] = books.ledger.balance(identity, "", day)
    retained = books.account_of_subtype("RetainedEarnings")
    found[retained] = found.get(retained, 0) + earlier
    return found


def moved_between(books: Books, start: str, end: str) -> dict[str, int]:
    """Debit-positive cents posted to each income and expense account in a period."""
    return {
        account["Id"]: books.ledger.balance(account["Id"], start, end)
        for account in books.store.each("Account")
        if account["AccountType"] in PROFIT_AND_LOSS
    }


def in_report_order(books: Books) -> list[Body]:
    """Accounts by type, then full name."""
    accounts = list(books.store.each("Account"))
    accounts.sort(key=lambda a: (TYPES.index(a["AccountType"]), a["FullyQualifiedName"]))
    return accounts
