"""Balances: what every account holds on a day, as QuickBooks' reports understand it.

Income and expense accounts start at zero each fiscal year; the profit of all earlier years is in
Retained Earnings, without any closing entry. A value has one number per column of the report.
"""

from __future__ import annotations

from datetime import date

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.accounttype import CLASSIFICATION, PROFIT_AND_LOSS
from quickbooks_emulator.online.jsontext import Body

from .period import day_before, fiscal_year_start
from .scope import Scope
from .slices import Slice

TYPES = list(CLASSIFICATION)
Values = dict[str, list[int]]  # account id to cents by column, debit positive


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


def moved(scope: Scope, columns: list[Slice]) -> Values:
    """Cents posted to each income and expense account in the period, by column."""
    accounts = [a for a in scope.books.store.each("Account") if a["AccountType"] in PROFIT_AND_LOSS]
    return moved_of(scope, columns, [account["Id"] for account in accounts])


def moved_of(scope: Scope, columns: list[Slice], accounts: list[str]) -> Values:
    """Cents posted to some accounts in the period, by column."""
    if not scope.filters and not any(one.takes for one in columns):
        ledger = scope.books.ledger
        return {
            identity: [ledger.balance(identity, one.period.start, one.period.end) for one in columns]
            for identity in accounts
        }
    found: Values = {identity: [0] * len(columns) for identity in accounts}
    for entry, posting in scope.postings():
        row = found.get(posting.account)
        if row is None:
            continue
        for number, one in enumerate(columns):
            if one.period.start <= entry.date <= one.period.end and (not one.takes or one.takes(posting)):
                row[number] += posting.cents
    return found


def in_report_order(books: Books) -> list[Body]:
    """Accounts by type, then full name."""
    accounts = list(books.store.each("Account"))
    accounts.sort(key=lambda a: (TYPES.index(a["AccountType"]), a["FullyQualifiedName"]))
    return accounts
