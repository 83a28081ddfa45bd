"""Profit and loss: income less costs of a period, by group as captured."""

from __future__ import annotations

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.jsontext import Body

from .balances import Values, moved
from .scope import scope
from .shape import cells, column, header, moneys, report, section
from .slices import slices
from .tree import account_rows, minus, plus

FILTERS = "customer vendor employee item class department"


def profit_and_loss(books: Books, parameters: dict[str, str]) -> Body:
    """Income, cost of goods sold, expenses, other income and expenses, and what is left."""
    asked = scope(books, parameters, default="year", filters=FILTERS)
    columns = slices(asked)
    values = moved(asked, columns)
    empty = not any(any(row) for row in values.values())
    if empty:
        columns = columns[-1:]
        values = {identity: row[-1:] for identity, row in values.items()}
    rows, _ = income_rows(books, values, len(columns), empty=empty)
    head = header(books, "ProfitAndLoss", asked.period, parameters, empty=empty, more=asked.shown())
    return report(head, [column("", "Account", "account"), *[one.head for one in columns]], rows)


def income_rows(books: Books, values: Values, width: int, *, empty: bool) -> tuple[list[Body], list[int]]:
    """All groups and the net income in cents; groups that are always there stay when empty."""
    rows: list[Body] = []
    nothing = [""] * width

    def group(title: str, name: str, kind: str, *, always: bool) -> list[int]:
        below, total = account_rows(books, (kind,), values, width)
        if below or always:
            shown = nothing if empty or not below else moneys(total)
            rows.append(section(title, below, cells(f"Total {title}", *shown), name, width + 1))
        return total

    def result(title: str, name: str, cents: list[int]) -> None:
        rows.append(section("", [], cells(title, *(nothing if empty else moneys(cents))), name))

    gross = group("Income", "Income", "Income", always=True)
    gross = minus(gross, group("Cost of Goods Sold", "COGS", "Cost of Goods Sold", always=False))
    result("Gross Profit", "GrossProfit", gross)
    operating = minus(gross, group("Expenses", "Expenses", "Expense", always=True))
    result("Net Operating Income", "NetOperatingIncome", operating)
    before = len(rows)
    other = group("Other Income", "OtherIncome", "Other Income", always=False)
    other = minus(other, group("Other Expenses", "OtherExpenses", "Other Expense", always=False))
    if len(rows) > before:
        result("Net Other Income", "NetOtherIncome", other)
    result("Net Income", "NetIncome", plus(operating, other))
    return rows, plus(operating, other)
