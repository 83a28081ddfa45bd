"""Reports as recorded: the documents behind them are made, and the shape of the answer is compared.

What the figures are hangs on a company of years; compared are the header, the columns, and the shape
of every kind of row: its type and group, its header, its cells, its summary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.quickbooks_emulator.client import Client, Json, account_line, item_line, journal_line

if TYPE_CHECKING:
    from .replay import Replay

_TIMES = ("Time", "StartPeriod", "EndPeriod", "DateMacro")
_UNIT_TITLES = ("Year", "Month")


def replayed(replay: Replay) -> tuple[Any, Any]:
    """The recorded report asked of a company that has something to show in it."""
    recorded = replay.recording.answer
    name = recorded["Header"]["ReportName"]
    query = dict(replay.row.setup.get("query", replay.recording.query))
    if not replay.row.setup.get("nothing"):
        _business(replay.qbo)
    answer = replay.qbo.get(f"reports/{name}", **query)
    seen, wanted = _outline(answer, recorded), _outline(recorded, recorded)
    if replay.row.setup.get("head_only"):
        wanted.pop("Rows")
    return seen, wanted


def _business(qbo: Client) -> None:
    """Sales, purchases, a journal, a loan, a truck, other income and costs: something of everything."""
    customer, vendor = {"CustomerRef": {"value": qbo.customer()}}, {"VendorRef": {"value": qbo.vendor()}}
    accounts = {
        title: qbo.post("account", {"Name": title, "AccountType": kind})["Id"]
        for title, kind in (
            ("Savings", "Bank"),
            ("Mastercard", "Credit Card"),
            ("Truck", "Fixed Asset"),
            ("Loan Payable", "Other Current Liability"),
            ("Notes Payable", "Long Term Liability"),
            ("Interest Earned", "Other Income"),
            ("Penalties", "Other Expense"),
        )
    }
    for title, parent in (("Original Cost", "Truck"), ("Maintenance", "")):
        above = accounts[parent] if parent else qbo.account("Services")
        kind = "Fixed Asset" if parent else "Income"
        body = {"Name": title, "AccountType": kind, "ParentRef": {"value": above}, "SubAccount": True}
        accounts[title] = qbo.post("account", body)["Id"]
    qbo.post("invoice", customer | {"Line": [item_line(300), item_line(50)], "DueDate": "2026-04-01"})
    qbo.post("bill", vendor | {"Line": [account_line(120, qbo.account("Purchases"))]})
    late = {"TxnDate": "2026-05-01", "DueDate": "2026-05-10", "DocNumber": "B-1"}
    qbo.post("bill", vendor | late | {"Line": [account_line(80, qbo.account("Cost of Goods Sold"))]})
    bank, pairs = qbo.account("Checking"), []
    pairs += [(bank, qbo.account("Sales of Product Income"))]
    pairs += [(bank, accounts["Maintenance"]), (bank, accounts["Interest Earned"])]
    pairs += [
        (accounts["Penalties"], accounts["Mastercard"]),
        (accounts["Savings"], accounts["Loan Payable"]),
    ]
    pairs += [(accounts["Original Cost"], accounts["Notes Payable"])]
    pairs += [(qbo.account("Inventory Asset"), qbo.account("Opening Balance Equity"))]
    for debit, credit in pairs:
        lines = [journal_line(7, debit, "Debit"), journal_line(7, credit, "Credit")]
        qbo.post("journalentry", {"Line": lines, "TxnDate": "2026-05-02"})
    old = [journal_line(3, bank, "Debit"), journal_line(3, qbo.account("Services"), "Credit")]
    for year in ("2024", "2025"):
        qbo.post("journalentry", {"Line": old, "TxnDate": f"{year}-06-01"})


def _outline(report: Json, recorded: Json) -> Json:
    """Header, columns, and one row of each kind, by its group or by what it holds."""
    head = {name: value for name, value in report["Header"].items() if name not in _TIMES}
    head = {name: value for name, value in head.items() if name in recorded["Header"]}
    names = {option["Name"] for option in recorded["Header"].get("Option", [])}
    head["Option"] = sorted(one["Name"] for one in report["Header"]["Option"] if one["Name"] in names)
    columns = report["Columns"]["Column"]
    by_time = recorded["Header"].get("SummarizeColumnsBy") in _UNIT_TITLES
    shown = [] if by_time else [_column(column) for column in columns]
    meta = [one["Name"] for one in columns[-1].get("MetaData", []) if one["Name"] != "ColKey"]
    return {
        "Header": head,
        "Columns": shown,
        "Meta": meta if by_time else [],
        "Rows": _kinds(report["Rows"]["Row"]),
    }


def _column(column: Json) -> Json:
    keys = [one["Value"] for one in column.get("MetaData", []) if one["Name"] == "ColKey"]
    title = str(column.get("ColTitle", "")).replace("#", "Num")
    return {"title": title.casefold(), "type": column["ColType"], **({"ColKey": keys[0]} if keys else {})}


def _kinds(rows: list[Json], path: str = "") -> Json:
    """What a row of each kind has, by where it stands: groups by name, all others by their depth."""
    found: Json = {}
    for row in rows:
        here = path + "/" + str(row.get("group", row.get("type", "")))
        parts = {"type": row.get("type", "")}
        for part in ("Header", "Summary"):
            if part in row:
                parts[part] = "cells"
        if "ColData" in row:
            parts["ColData"] = "cells"
        found[here] = {**found.get(here, {}), **parts}
        found |= _kinds(row.get("Rows", {}).get("Row", []), here)
    return found
