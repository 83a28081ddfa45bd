"""Trial balance: every account's balance at the end date, debits equal to credits."""

from __future__ import annotations

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.jsontext import Body

from .balances import balances_at, in_report_order
from .period import asked
from .shape import cells, column, data, header, money, section


def trial_balance(books: Books, parameters: dict[str, str]) -> Body:
    """Accounts with a balance; the start date is shown but does not count."""
    period = asked(books, parameters, default="month")
    balances = balances_at(books, period.end)
    rows, debits, credits_ = [], 0, 0
    for account in in_report_order(books):
        balance = balances[account["Id"]]
        if not balance:
            continue
        debit, credit = max(balance, 0), max(-balance, 0)
        debits, credits_ = debits + debit, credits_ + credit
        values = (money(debit or None), money(credit or None))
        rows.append(data(account["FullyQualifiedName"], account["Id"], *values))
    total = cells("TOTAL", money(debits), money(credits_))
    if rows:
        rows.append(section("", [], total, "GrandTotal"))
    columns = [
        column("", "Account", "account"),
        column("Debit", "Money", "debit"),
        column("Credit", "Money", "credit"),
    ]
    return {
        "Header": header(books, "TrialBalance", period, parameters, empty=not rows),
        "Columns": {"Column": columns},
        "Rows": {"Row": rows},
    }
