"""Balance sheet: what the company has, owes and is worth at the end date, by group as captured."""

from __future__ import annotations

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.accounttype import PROFIT_AND_LOSS
from quickbooks_emulator.online.jsontext import Body

from .balances import balances_at
from .period import asked
from .shape import cells, column, header, money, section
from .tree import account_rows

_CURRENT_ASSETS = (
    ("Bank Accounts", "BankAccounts", "Bank"),
    ("Accounts Receivable", "AR", "Accounts Receivable"),
    ("Other Current Assets", "OtherCurrentAssets", "Other Current Asset"),
)
_CURRENT_LIABILITIES = (
    ("Accounts Payable", "AP", "Accounts Payable"),
    ("Credit Cards", "CreditCards", "Credit Card"),
    ("Other Current Liabilities", "OtherCurrentLiabilities", "Other Current Liability"),
)
Groups = tuple[tuple[str, str, str], ...]
Part = tuple[list[Body], int]


def balance_sheet(books: Books, parameters: dict[str, str]) -> Body:
    """Assets; liabilities and equity; the year's profit is the row NetIncome."""
    period = asked(books, parameters, default="year")
    balances = balances_at(books, period.end)
    assets = _assets(books, balances)
    liabilities = _liabilities(books, balances)
    equity = _equity(books, balances)
    rows = [
        _group("ASSETS", "TotalAssets", assets, "TOTAL ASSETS"),
        _group(
            "LIABILITIES AND EQUITY",
            "TotalLiabilitiesAndEquity",
            _join(_wrap("Liabilities", "Liabilities", liabilities), _wrap("Equity", "Equity", equity)),
            "TOTAL LIABILITIES AND EQUITY",
        ),
    ]
    columns = [column("", "Account", "account"), column("TOTAL", "Money", "total")]
    empty = not any(balances.values())
    return {
        "Header": header(books, "BalanceSheet", period, parameters, empty=empty),
        "Columns": {"Column": columns},
        "Rows": {"Row": rows},
    }


def _assets(books: Books, balances: dict[str, int]) -> Part:
    current = _wrap("Current Assets", "CurrentAssets", _types(books, balances, _CURRENT_ASSETS))
    fixed = _types(books, balances, (("Fixed Assets", "FixedAssets", "Fixed Asset"),))
    other = _types(books, balances, (("Other Assets", "OtherAssets", "Other Asset"),))
    return _join(current, fixed, other)


def _liabilities(books: Books, balances: dict[str, int]) -> Part:
    parts = _types(books, balances, _CURRENT_LIABILITIES)
    current = _wrap("Current Liabilities", "CurrentLiabilities", parts)
    group = ("Long-Term Liabilities", "LongTermLiabilities", "Long Term Liability")
    return _join(current, _types(books, balances, (group,)))


def _equity(books: Books, balances: dict[str, int]) -> Part:
    rows, total = account_rows(books, ("Equity",), balances)
    profit = -sum(
        balances[account["Id"]]
        for account in books.store.each("Account")
        if account["AccountType"] in PROFIT_AND_LOSS
    )
    if profit:
        net = {"ColData": cells("Net Income", money(profit)), "type": "Data", "group": "NetIncome"}
        rows.append(net)
    return rows, total + profit


def _types(books: Books, balances: dict[str, int], groups: Groups) -> Part:
    parts = [_wrap(title, name, account_rows(books, (kind,), balances)) for title, name, kind in groups]
    return _join(*parts)


def _wrap(title: str, name: str, part: Part) -> Part:
    rows, total = part
    return ([_group(title, name, part)] if rows else []), total


def _group(title: str, name: str, part: Part, total_title: str = "") -> Body:
    rows, total = part
    return section(title, rows, cells(total_title or f"Total {title}", money(total)), name)


def _join(*parts: Part) -> Part:
    return [row for rows, _ in parts for row in rows], sum(total for _, total in parts)
