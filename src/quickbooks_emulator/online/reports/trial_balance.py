"""Trial balance: every account's balance at the end date, debits equal to credits."""

from __future__ import annotations

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.jsontext import Body

from .balances import balances_at, in_report_order
from .scope import scope
from .shape import column, data, grand_total, header, money, report


def trial_balance(books: Books, parameters: dict[str, str]) -> Body:
    """Accounts with a balance; the start date is shown but does not count."""
    asked = scope(books, parameters)
    balances = balances_at(books, asked.period.end)
    rows, debits, credits_ = [], 0, 0
    for account in in_report_order(books):
        balance = balances[account["Id"]]
        if not balance:
            continue
        debit, credit = max(balance, 0), max(-balance, 0)
        debits, credits_ = debits + debit, credits_ + credit
        values = (money(debit or None), money(credit or None))
        rows.append(data(account["FullyQualifiedName"], account["Id"], *values))
    if rows:
        rows.append(grand_total(money(debits), money(credits_)))
    columns = [
        column("", "Account", "account"),
        column("Debit", "Money", "debit"),
        column("Credit", "Money", "credit"),
    ]
    head = header(books, "TrialBalance", asked.period, parameters, empty=not rows)
    return report(head, columns, rows)
