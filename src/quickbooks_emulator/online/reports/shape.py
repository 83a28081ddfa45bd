"""The shape of a report: header, columns, rows; every value is a text, an empty cell is empty."""

from __future__ import annotations

from quickbooks_emulator.online.amount import from_cents
from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.clock import stamp
from quickbooks_emulator.online.jsontext import Body

from .period import Period


def header(books: Books, name: str, period: Period, parameters: dict[str, str], *, empty: bool) -> Body:
    """The Header of a report."""
    options = [{"Name": "NoReportData", "Value": str(empty).lower()}]
    if name != "GeneralLedger":
        options.insert(0, {"Name": "AccountingStandard", "Value": "GAAP"})
    head: Body = {"Time": stamp(books.clock.now()), "ReportName": name}
    if period.macro:
        head["DateMacro"] = period.macro
    head["ReportBasis"] = parameters.get("accounting_method", "Accrual")
    head |= {"StartPeriod": period.start, "EndPeriod": period.end}
    if name != "GeneralLedger":
        head["SummarizeColumnsBy"] = "Total"
    return head | {"Currency": books.settings.home_currency, "Option": options}


def column(title: str, kind: str, key: str) -> Body:
    """One column with its ColKey."""
    return {"ColTitle": title, "ColType": kind, "MetaData": [{"Name": "ColKey", "Value": key}]}


def money(cents: int | None) -> str:
    """Cents as a cell; nothing for none."""
    return "" if cents is None else format(from_cents(cents), "f")


def cells(*values: str) -> list[Body]:
    """Plain cells."""
    return [{"value": value} for value in values]


def data(name: str, identity: str, *values: str) -> Body:
    """A Data row whose first cell names an account."""
    return {"ColData": [{"value": name, "id": identity}, *cells(*values)], "type": "Data"}


def section(title: str, rows: list[Body], summary: list[Body], group: str = "", width: int = 2) -> Body:
    """A Section with header, rows and summary."""
    row: Body = {}
    if title:
        row["Header"] = {"ColData": cells(title, *[""] * (width - 1))}
    if rows:
        row["Rows"] = {"Row": rows}
    row["Summary"] = {"ColData": summary}
    row["type"] = "Section"
    if group:
        row["group"] = group
    return row
