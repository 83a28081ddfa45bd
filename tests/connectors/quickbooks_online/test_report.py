"""Report: rows by key at every depth, each in its sections; recorded ones and one made to be awkward."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tieout.connectors.quickbooks_online.report import Report
from tieout.core.errors import TerminalError

RECORDED = Path(__file__).parents[4] / "shared/data/payloads/quickbooks-online/qbo_api"


def column(key: str, type_: str = "Money", title: str = "") -> dict[str, Any]:
    meta = [{"Name": "ColKey", "Value": key}] if key else []
    return {"ColTitle": title, "ColType": type_, "MetaData": meta}


def cells(*values: str, id_: str = "") -> dict[str, Any]:
    found: list[dict[str, str]] = [{"value": value} for value in values]
    if id_:
        found[0]["id"] = id_
    return {"ColData": found}


def report(*rows: dict[str, Any], **header: Any) -> Report:
    return Report(
        {
            "Header": {"ReportName": "BalanceSheet", "Currency": "USD", **header},
            "Columns": {"Column": [column("account", "Account"), column("", title="Total")]},
            "Rows": {"Row": list(rows)},
        }
    )


NESTED = {
    "group": "FixedAssets",
    "Header": cells("Truck", "100.00", id_="37"),
    "Rows": {"Row": [cells("Original Cost", "13,495.00", id_="38"), cells("Depreciation", "", id_="39")]},
    "Summary": cells("Total Truck", "13,595.00"),
}


def test_rows_stand_in_their_sections_with_header_and_summary() -> None:
    one = report(
        {"group": "TotalAssets", "Rows": {"Row": [NESTED]}, "Summary": cells("TOTAL", "13,595.00")}
    )
    rows = list(one.rows())
    assert [(row.kind, row.group, row.sections) for row in rows] == [
        ("header", "FixedAssets", ("37",)),
        ("data", "FixedAssets", ("37",)),
        ("data", "FixedAssets", ("37",)),
        ("summary", "FixedAssets", ("37",)),
        ("summary", "TotalAssets", ()),
    ]
    assert [one.minor(row.cells, "total") for row in rows] == [
        10_000,
        1_349_500,
        None,
        1_359_500,
        1_359_500,
    ]
    assert (rows[1].cells["account"]["id"], rows[1].section, rows[-1].section) == ("38", "37", "")


def test_a_yen_report_has_no_places() -> None:
    one = report(cells("Bank", "1,200", id_="1"), Currency="JPY")
    assert [one.minor(row.cells, "total") for row in one.rows()] == [1200]


def test_more_cells_than_columns_cannot_be_read() -> None:
    with pytest.raises(TerminalError) as stopped:
        list(report(cells("a", "1", "2")).rows())
    assert stopped.value.problem.code == "report_unreadable"
    assert "BalanceSheet" in stopped.value.problem.what


def test_a_report_cut_short_is_known() -> None:
    assert report(cells("Unable to display more data. Please reduce the date range.")).cut
    assert not report(NESTED).cut


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded answers are not at hand")
def test_the_recorded_profit_and_loss() -> None:
    """No data: its groups are there and empty."""
    [path] = RECORDED.glob("get-reports-profitandloss-*.json")
    one = Report(json.loads(path.read_text(encoding="utf-8"))["response"]["body"])
    assert (one.name, one.currency, one.keys) == ("ProfitAndLoss", "USD", ["account", "total"])
    assert one.option("NoReportData") == "true"
    assert one.option("Nothing") == ""
    summaries = [row for row in one.rows() if row.kind == "summary"]
    groups = ["Income", "GrossProfit", "Expenses", "NetOperatingIncome", "NetIncome"]
    assert [row.group for row in summaries] == groups
    assert {one.minor(row.cells, "total") for row in summaries} == {None}
