"""The tree of accounts in a report: parents hold their children and a total."""

from __future__ import annotations

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.accounttype import credit_normal
from quickbooks_emulator.online.jsontext import Body

from .balances import in_report_order
from .shape import cells, data, money, section


def account_rows(books: Books, types: tuple[str, ...], values: dict[str, int]) -> tuple[list[Body], int]:
    """Rows of the accounts of some types and their total, signed as the types are shown."""
    accounts = [a for a in in_report_order(books) if a["AccountType"] in types]
    ids = {account["Id"] for account in accounts}
    tops = [a for a in accounts if a.get("ParentRef", {}).get("value") not in ids]
    rows, total = [], 0
    for account in tops:
        made, value = _branch(accounts, account, values)
        rows += made
        total += value
    return rows, total


def _branch(accounts: list[Body], account: Body, values: dict[str, int]) -> tuple[list[Body], int]:
    sign = -1 if credit_normal(account["AccountType"]) else 1
    own = sign * values.get(account["Id"], 0)
    below, total = [], own
    for child in accounts:
        if child.get("ParentRef", {}).get("value") == account["Id"]:
            rows, value = _branch(accounts, child, values)
            below += rows
            total += value
    if not below:
        return ([data(account["Name"], account["Id"], money(own))] if own else []), own
    summary = cells(f"Total {account['Name']}", money(total))
    row = section(account["Name"], below, summary)
    shown = money(own) if own else ""
    row["Header"] = {"ColData": [{"value": account["Name"], "id": account["Id"]}, {"value": shown}]}
    return [row], total
