"""Profit and loss: income less costs of a period, by group as captured."""

from __future__ import annotations

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.jsontext import Body

from .balances import moved_between
from .period import asked
from .shape import cells, column, header, money, section
from .tree import account_rows


def profit_and_loss(books: Books, parameters: dict[str, str]) -> Body:
    """Income, cost of goods sold, expenses, other income and expenses, and what is left."""
    period = asked(books, parameters, default="year")
    values = moved_between(books, period.start, period.end)
    empty = not any(values.values())
    rows, _ = income_rows(books, values, empty=empty)
    columns = [column("", "Account", "account"), column("TOTAL", "Money", "total")]
    return {
        "Header": header(books, "ProfitAndLoss", period, parameters, empty=empty),
        "Columns": {"Column": columns},
        "Rows": {"Row": rows},
    }


def income_rows(books: Books, values: dict[str, int], *, empty: bool) -> tuple[list[Body], int]:
    """All groups and the net income in cents; groups that are always there stay when empty."""
    rows: list[Body] = []

    def group(title: str, name: str, kind: str, *, always: bool) -> int:
        below, total = account_rows(books, (kind,), values)
        if below or always:
            shown = "" if empty or not below else money(total)
            rows.append(section(title, below, cells(f"Total {title}", shown), name))
        return total

    def result(title: str, name: str, cents: int) -> None:
        shown = "" if empty else money(cents)
        rows.append(section("", [], cells(title, shown), name))

    gross = group("Income", "Income", "Income", always=True)
    gross -= group("Cost of Goods Sold", "COGS", "Cost of Goods Sold", always=False)
    result("Gross Profit", "GrossProfit", gross)
    operating = gross - group("Expenses", "Expenses", "Expense", always=True)
    result("Net Operating Income", "NetOperatingIncome", operating)
    before = len(rows)
    other = group("Other Income", "OtherIncome", "Other Income", always=False)
    other -= group("Other Expenses", "OtherExpenses", "Other Expense", always=False)
    if len(rows) > before:
        result("Net Other Income", "NetOtherIncome", other)
    result("Net Income", "NetIncome", operating + other)
    return rows, operating + other
