"""The tree of accounts in a report: parents hold their children and a total."""

from __future__ import annotations

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.accounttype import credit_normal
from quickbooks_emulator.online.jsontext import Body

from .balances import Values, in_report_order
from .shape import cells, data, moneys, section

Part = tuple[list[Body], list[int]]  # rows, and their total by column


def account_rows(books: Books, types: tuple[str, ...], values: Values, width: int = 1) -> Part:
    """Rows of the accounts of some types and their totals, signed as the types are shown."""
    accounts = [a for a in in_report_order(books) if a["AccountType"] in types]
    ids = {account["Id"] for account in accounts}
    children: dict[str, list[Body]] = {}
    for account in accounts:
        parent = account.get("ParentRef", {}).get("value", "")
        children.setdefault(parent if parent in ids else "", []).append(account)
    rows, total = [], [0] * width
    for account in children.get("", []):
        made, value = _branch(children, account, values, width)
        rows += made
        total = plus(total, value)
    return rows, total


def _branch(children: dict[str, list[Body]], account: Body, values: Values, width: int) -> Part:
    sign = -1 if credit_normal(account["AccountType"]) else 1
    own = [sign * value for value in values.get(account["Id"], [0] * width)]
    below, total = [], own
    for child in children.get(account["Id"], []):
        rows, value = _branch(children, child, values, width)
        below += rows
        total = plus(total, value)
    if not below:
        return ([data(account["Name"], account["Id"], *moneys(own))] if any(own) else []), own
    summary = cells(f"Total {account['Name']}", *moneys(total))
    row = section(account["Name"], below, summary)
    shown = moneys(own) if any(own) else [""] * width
    row["Header"] = {"ColData": [{"value": account["Name"], "id": account["Id"]}, *cells(*shown)]}
    return [row], total


def plus(one: list[int], other: list[int]) -> list[int]:
    """Column by column."""
    return [a + b for a, b in zip(one, other, strict=True)]


def minus(one: list[int], other: list[int]) -> list[int]:
    """Column by column."""
    return [a - b for a, b in zip(one, other, strict=True)]
