"""The shape of a report: header, columns, rows; every value is a text, an empty cell is empty."""

from __future__ import annotations

from quickbooks_emulator.online.amount import from_cents
from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.clock import stamp
from quickbooks_emulator.online.jsontext import Body

from .period import Period

_WITHOUT_BASIS = ("AgedReceivables", "AgedPayables", "AccountList", "TaxSummary")


def header(
    books: Books,
    name: str,
    period: Period,
    parameters: dict[str, str],
    *,
    empty: bool,
    more: Body | None = None,
    options: list[Body] | None = None,
    standard: bool = True,
) -> Body:
    """The Header of a report; `standard` reports name their accounting standard and their columns."""
    listed = [{"Name": "NoReportData", "Value": str(empty).lower()}]
    if standard:
        listed.insert(0, {"Name": "AccountingStandard", "Value": "GAAP"})
    head: Body = {"Time": stamp(books.clock.now()), "ReportName": name}
    if period.macro:
        head["DateMacro"] = period.macro
    if not name.startswith(_WITHOUT_BASIS):
        head["ReportBasis"] = parameters.get("accounting_method", "Accrual") or "Accrual"
    head |= {"StartPeriod": period.start, "EndPeriod": period.end}
    if standard:
        head["SummarizeColumnsBy"] = parameters.get("summarize_column_by", "Total") or "Total"
    head |= {"Currency": books.settings.home_currency, **(more or {})}
    return head | {"Option": [*(options or []), *listed]}


def report(head: Body, columns: list[Body], rows: list[Body]) -> Body:
    """A whole report."""
    return {"Header": head, "Columns": {"Column": columns}, "Rows": {"Row": rows}}


def column(title: str, kind: str, key: str) -> Body:
    """One column with its ColKey."""
    return {"ColTitle": title, "ColType": kind, "MetaData": [{"Name": "ColKey", "Value": key}]}


def money(cents: int | None) -> str:
    """Cents as a cell; nothing for none."""
    return "" if cents is None else format(from_cents(cents), "f")


def moneys(cents: list[int]) -> list[str]:
    """Cents of every column; a column of nothing beside others stays empty."""
    return [money(value) if value or len(cents) == 1 else "" for value in cents]


def cells(*values: str) -> list[Body]:
    """Plain cells."""
    return [{"value": value} for value in values]


def named_cell(value: str, identity: str) -> Body:
    """A cell that names something with an id."""
    return {"value": value, "id": identity} if identity else {"value": value}


def data(name: str, identity: str, *values: str) -> Body:
    """A Data row whose first cell names an account or another object."""
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


def grand_total(*values: str) -> Body:
    """The last row: TOTAL."""
    return section("", [], cells("TOTAL", *values), "GrandTotal")
