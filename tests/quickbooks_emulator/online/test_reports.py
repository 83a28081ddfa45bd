"""Reports: the recorded shape, and one ledger behind all of them."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

from tests.quickbooks_emulator.client import Client, account_line, item_line


def values(row: dict[str, Any]) -> list[str]:
    return [cell["value"] for cell in row["ColData"]]


def test_a_general_ledger_as_recorded(sample: Client) -> None:
    for number in ("1041", "1042"):
        body = {"CustomerRef": {"value": "1"}, "Line": [item_line(100)], "DocNumber": number}
        sample.post("invoice", body)
    report = sample.get("reports/GeneralLedger")
    head = report["Header"]
    assert (head["ReportName"], head["DateMacro"]) == ("GeneralLedger", "this month-to-date")
    assert (head["StartPeriod"], head["EndPeriod"]) == ("2026-06-01", "2026-06-15")
    keys = [column["ColType"] for column in report["Columns"]["Column"]]
    assert keys == [
        "tx_date",
        "txn_type",
        "doc_num",
        "name",
        "memo",
        "split_acc",
        "subt_nat_amount",
        "rbal_nat_amount",
    ]
    sections = {row["Header"]["ColData"][0]["value"]: row for row in report["Rows"]["Row"]}
    receivable = sections["Accounts Receivable (A/R)"]
    assert receivable["Header"]["ColData"][0]["id"] == "84"
    rows = receivable["Rows"]["Row"]
    assert values(rows[0]) == ["Beginning Balance", "", "", "", "", "", "", "5281.52"]
    assert values(rows[1]) == [
        "2026-06-15",
        "Invoice",
        "1041",
        "Amy's Bird Sanctuary",
        "",
        "Services",
        "100.00",
        "5381.52",
    ]
    cells = rows[1]["ColData"]
    assert (cells[1]["id"], cells[3]["id"], cells[5]["id"]) == ("13", "1", "1")
    assert values(receivable["Summary"]) == [
        "Total for Accounts Receivable (A/R)",
        *[""] * 5,
        "200.00",
        "",
    ]
    assert values(sections["Savings"]["Summary"]) == ["Total for Savings", *[""] * 7]
    assert values(sections["Services"]["Rows"]["Row"][-1])[6:] == ["100.00", "1842.46"]


def test_debit_and_credit_columns(qbo: Client) -> None:
    qbo.post("salesreceipt", {"Line": [item_line(5)]})
    query = {"columns": "tx_date,txn_type,debt_amt,credit_amt"}
    report = qbo.get("reports/GeneralLedger", **query)
    services = report["Rows"]["Row"][1]
    assert values(services["Rows"]["Row"][0]) == ["2026-06-15", "Sales Receipt", "", "5.00"]
    assert values(services["Summary"]) == ["Total for Services", "", "0.00", "5.00"]
    assert qbo.send("GET", "reports/GeneralLedger", columns="nonsense").status == 400
    off = Client(ledger_debit_credit_columns=False)
    assert off.send("GET", "reports/GeneralLedger", **query).status == 400


def test_profit_and_loss_of_nothing_as_recorded(qbo: Client) -> None:
    report = qbo.get("reports/ProfitAndLoss", start_date="2015-01-01", end_date="2015-07-31")
    assert {"Name": "NoReportData", "Value": "true"} in report["Header"]["Option"]
    rows = report["Rows"]["Row"]
    assert [row["group"] for row in rows] == [
        "Income",
        "GrossProfit",
        "Expenses",
        "NetOperatingIncome",
        "NetIncome",
    ]
    assert rows[0] == {
        "Header": {"ColData": [{"value": "Income"}, {"value": ""}]},
        "Summary": {"ColData": [{"value": "Total Income"}, {"value": ""}]},
        "type": "Section",
        "group": "Income",
    }


def test_profit_and_balance_sheet_agree(qbo: Client) -> None:
    qbo.post("salesreceipt", {"Line": [item_line(100)], "TxnDate": "2025-03-01"})
    qbo.post("salesreceipt", {"Line": [item_line(50)], "TxnDate": "2026-03-01"})
    cost = {"VendorRef": {"value": qbo.vendor()}, "TxnDate": "2026-03-02"}
    qbo.post("bill", cost | {"Line": [account_line(20, qbo.account("Purchases"))]})
    profit = qbo.get("reports/ProfitAndLoss", start_date="2026-01-01", end_date="2026-12-31")
    groups = {row["group"]: values(row["Summary"])[-1] for row in profit["Rows"]["Row"]}
    assert groups["Income"] == "50.00"
    assert groups["NetIncome"] == "30.00"
    sheet = qbo.get("reports/BalanceSheet", end_date="2026-12-31")
    assets, claims = sheet["Rows"]["Row"]
    assert values(assets["Summary"]) == ["TOTAL ASSETS", "150.00"]
    assert values(claims["Summary"]) == ["TOTAL LIABILITIES AND EQUITY", "150.00"]
    equity = next(row for row in claims["Rows"]["Row"] if row["group"] == "Equity")
    shown = {values(row)[0]: values(row)[1] for row in equity["Rows"]["Row"]}
    assert shown == {"Retained Earnings": "100.00", "Net Income": "30.00"}


def test_the_sample_company_opens_with_its_captured_balance_sheet(sample: Client) -> None:
    sheet = sample.get("reports/BalanceSheet", end_date="2026-12-31")
    assets, claims = sheet["Rows"]["Row"]
    assert (assets["group"], claims["group"]) == ("TotalAssets", "TotalLiabilitiesAndEquity")
    assert values(assets["Summary"])[1] == values(claims["Summary"])[1] == "23436.29"


def test_parents_hold_their_children(sample: Client) -> None:
    line = account_line(10, "76")
    body = {"PaymentType": "Check", "AccountRef": {"value": "35"}, "Line": [line]}
    sample.post("purchase", body)
    report = sample.get("reports/ProfitAndLoss", start_date="2026-06-01", end_date="2026-06-30")
    expenses = next(row for row in report["Rows"]["Row"] if row["group"] == "Expenses")
    parent = expenses["Rows"]["Row"][0]
    assert values(parent["Header"]) == ["Utilities", ""]
    assert values(parent["Rows"]["Row"][0]) == ["Gas and Electric", "10.00"]
    assert values(parent["Summary"]) == ["Total Utilities", "10.00"]


def test_bad_periods_and_names(qbo: Client) -> None:
    for name, query in (
        ("TrialBalance", {"end_date": "soon"}),
        ("TrialBalance", {"start_date": "2026-02-01", "end_date": "2026-01-01"}),
        ("WishList", {}),
    ):
        assert qbo.send("GET", f"reports/{name}", **query).status == 400


def test_reports_over_many_documents_are_fast() -> None:
    """5,000 documents put straight into the books; the limits are the ones the design asks for.

    Time is that of the processor: what else the machine does is none of the reports' making.
    """
    qbo = Client()
    for number in range(5000):
        body = {"Line": [item_line(Decimal(number))], "TxnDate": f"2026-03-{number % 28 + 1:02}"}
        qbo.books.create("SalesReceipt", body)
    started = time.process_time()
    qbo.balances()
    assert time.process_time() - started < 0.3
    started = time.process_time()
    qbo.get("reports/GeneralLedger", start_date="2026-03-01", end_date="2026-03-31")
    assert time.process_time() - started < 3
