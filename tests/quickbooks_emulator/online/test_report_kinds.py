"""Reports one by one: shapes, filters, columns, names of periods, order, and the cut."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from quickbooks_emulator.online.reports import REPORTS
from tests.quickbooks_emulator.client import Client, Json, account_line, item_line, linked
from tests.quickbooks_emulator.online.test_report_agreement import data, rows, total, values


def invoice(qbo: Client, customer: str, amount: Any, **fields: Any) -> str:
    body = {"CustomerRef": {"value": customer}, "Line": [item_line(amount)], **fields}
    return str(qbo.post("invoice", body)["Id"])


def keys(report: Json) -> list[str]:
    found = [
        next(one["Value"] for one in column["MetaData"] if one["Name"] == "ColKey")
        for column in report["Columns"]["Column"]
    ]
    assert all(found)
    return found


def titles(report: Json) -> list[str]:
    return [column["ColTitle"] for column in report["Columns"]["Column"]]


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_report_of_nothing_says_so(name: str) -> None:
    qbo = Client(country="CA", home_currency="CAD")
    report = qbo.get(f"reports/{name.lower()}")
    assert report["Header"]["ReportName"] == name
    nothing = next(one for one in report["Header"]["Option"] if one["Name"] == "NoReportData")
    assert nothing["Value"] == ("false" if name == "AccountList" else "true")
    assert len(keys(report)) == len(set(keys(report)))


def test_receivables_by_age(qbo: Client) -> None:
    ada, bea = qbo.customer("Ada"), qbo.customer("Bea")
    for who, amount, due in ((ada, 10, "2026-07-01"), (ada, 20, "2026-06-01"), (bea, 40, "2026-01-01")):
        invoice(qbo, who, amount, TxnDate="2026-01-01", DueDate=due)
    paid = invoice(qbo, bea, 80, TxnDate="2026-01-01", DueDate="2026-05-01")
    pay = {"CustomerRef": {"value": bea}, "TotalAmt": 85, "Line": [linked(80, "Invoice", paid)]}
    qbo.post("payment", pay | {"TxnDate": "2026-06-10"})
    report = qbo.get("reports/AgedReceivables", report_date="2026-06-15")
    assert titles(report) == ["", "Current", "1 - 30", "31 - 60", "61 - 90", "91 and over", "Total"]
    assert [values(row) for row in data(report)] == [
        ["Ada", "10.00", "20.00", "", "", "", "30.00"],
        ["Bea", "", "-5.00", "", "", "40.00", "35.00"],
    ]
    assert values(rows(report)[-1]["Summary"]) == [
        "TOTAL",
        "10.00",
        "15.00",
        "0.00",
        "0.00",
        "40.00",
        "65.00",
    ]
    early = qbo.get("reports/AgedReceivables", report_date="2026-06-09", customer=bea)
    assert values(rows(early)[-1]["Summary"])[-1] == "120.00"
    detail = qbo.get("reports/AgedReceivableDetail", report_date="2026-06-15")
    heads = [row["Header"]["ColData"][0]["value"] for row in rows(detail) if "Header" in row]
    assert heads == ["91 and over days past due", "1 - 30 days past due", "Current"]
    assert total(detail) == 6500
    weekly = qbo.get("reports/AgedReceivables", report_date="2026-06-15", aging_period="7", num_periods="2")
    assert titles(weekly) == ["", "Current", "1 - 7", "8 and over", "Total"]
    assert qbo.send("GET", "reports/AgedReceivables", aging_period="0").status == 400


def test_what_a_payment_of_nothing_ties_together_is_open_no_more(qbo: Client) -> None:
    ada = qbo.customer("Ada")
    sold = invoice(qbo, ada, 50, TxnDate="2026-01-01")
    credit = qbo.post(
        "creditmemo", {"CustomerRef": {"value": ada}, "Line": [item_line(30)], "TxnDate": "2026-01-05"}
    )
    links = [linked(30, "Invoice", sold), linked(30, "CreditMemo", str(credit["Id"]))]
    body = {"CustomerRef": {"value": ada}, "TotalAmt": 0, "Line": links, "TxnDate": "2026-01-09"}
    qbo.post("payment", body)
    for day, amounts in (("2026-01-08", ["-30.00", "50.00"]), ("2026-01-09", ["20.00"])):
        detail = qbo.get("reports/AgedReceivableDetail", report_date=day)
        assert [values(row)[-1] for part in rows(detail)[:-1] for row in rows(part)] == amounts


def test_payables_and_balances_by_supplier(qbo: Client) -> None:
    bolt = qbo.vendor("Bolt")
    line = [account_line(50, qbo.account("Purchases"))]
    body = {"VendorRef": {"value": bolt}, "Line": line, "TxnDate": "2026-05-01", "DocNumber": "77"}
    qbo.post("bill", body | {"DueDate": "2026-06-05"})
    qbo.post("vendorcredit", body | {"Line": [account_line(8, qbo.account("Purchases"))]})
    detail = qbo.get("reports/AgedPayableDetail", report_date="2026-06-15")
    cells = [values(row) for row in data(detail)]
    assert cells[1] == ["2026-05-01", "Bill", "77", "Bolt", "2026-06-05", "10", "50.00", "50.00"]
    assert cells[0][1:] == ["Vendor Credit", "77", "Bolt", "2026-05-01", "45", "-8.00", "-8.00"]
    balances = qbo.get("reports/VendorBalanceDetail", report_date="2026-06-15")
    assert [values(row)[-1] for row in data(balances)] == ["50.00", "42.00"]
    assert [values(row) for row in data(qbo.get("reports/VendorBalance"))] == [["Bolt", "42.00"]]


def test_columns_by_month_and_by_customer(qbo: Client) -> None:
    ada, bea = qbo.customer("Ada"), qbo.customer("Bea")
    for who, amount, day in ((ada, 10, "2026-01-05"), (bea, 20, "2026-02-05"), (ada, 30, "2026-03-05")):
        invoice(qbo, who, amount, TxnDate=day)
    period = {"start_date": "2026-01-01", "end_date": "2026-03-15"}
    report = qbo.get("reports/ProfitAndLoss", summarize_column_by="Month", **period)
    assert titles(report) == ["", "Jan 2026", "Feb 2026", "Mar 1 - Mar 15, 2026", "TOTAL"]
    assert values(rows(report)[0]["Summary"]) == ["Total Income", "10.00", "20.00", "30.00", "60.00"]
    report = qbo.get("reports/ProfitAndLoss", summarize_column_by="Customers", **period)
    assert titles(report) == ["", "Ada", "Bea", "TOTAL"]
    assert keys(report)[1:3] == [ada, bea]
    assert values(rows(report)[-1]["Summary"]) == ["Net Income", "40.00", "20.00", "60.00"]
    only = qbo.get("reports/ProfitAndLoss", customer=bea, **period)
    assert only["Header"]["Customer"] == bea
    assert total(only, "NetIncome") == 2000
    sheet = qbo.get("reports/BalanceSheet", summarize_column_by="Month", **period)
    assert values(rows(sheet)[0]["Summary"]) == ["TOTAL ASSETS", "10.00", "30.00", "60.00"]
    assert qbo.send("GET", "reports/ProfitAndLoss", summarize_column_by="Moon").status == 400


def test_classes_and_locations(qbo: Client) -> None:
    north = qbo.post("class", {"Name": "North"})["Id"]
    shop = qbo.post("department", {"Name": "Shop"})["Id"]
    line = item_line(10, ClassRef={"value": north})
    qbo.post("salesreceipt", {"Line": [line, item_line(5)], "DepartmentRef": {"value": shop}})
    qbo.post("salesreceipt", {"Line": [item_line(7)]})
    assert [values(row) for row in data(qbo.get("reports/ClassSales"))] == [
        ["North", "10.00"],
        ["Not Specified", "12.00"],
    ]
    assert [values(row) for row in data(qbo.get("reports/DepartmentSales"))] == [
        ["Shop", "15.00"],
        ["Not Specified", "7.00"],
    ]
    for query, wanted in (({"class": north}, 1000), ({"department": shop}, 1500)):
        report = qbo.get("reports/ProfitAndLoss", **query)
        assert total(report, "NetIncome") == wanted


def test_items_customers_and_suppliers(qbo: Client) -> None:
    body = {"CustomerRef": {"value": qbo.customer("Ada")}}
    qbo.post("invoice", body | {"Line": [item_line(30, Qty=3, UnitPrice=10)]})
    line = account_line(12, qbo.account("Purchases"))
    qbo.post("bill", {"VendorRef": {"value": qbo.vendor("Bolt")}, "Line": [line]})
    sold = data(qbo.get("reports/ItemSales"))
    assert values(sold[0])[:5] == ["Services", "3", "30.00", "100.00", "10.00"]
    assert [values(row) for row in data(qbo.get("reports/CustomerIncome"))] == [
        ["Ada", "30.00", "0.00", "30.00"],
        ["Not Specified", "0.00", "12.00", "-12.00"],
    ]
    assert [values(row) for row in data(qbo.get("reports/VendorExpenses"))] == [["Bolt", "12.00"]]
    cost = account_line(4, qbo.account("Purchases"), CustomerRef=body["CustomerRef"])
    qbo.post("bill", {"VendorRef": {"value": qbo.vendor("Nut")}, "Line": [cost]})
    assert values(data(qbo.get("reports/CustomerIncome"))[0]) == ["Ada", "30.00", "4.00", "26.00"]
    assert values(data(qbo.get("reports/VendorExpenses"))[1]) == ["Nut", "4.00"]


def test_transactions_listed_posting_or_not(qbo: Client) -> None:
    ada, bolt = qbo.customer("Ada"), qbo.vendor("Bolt")
    sold = invoice(qbo, ada, 30, DocNumber="A-1")
    qbo.post(
        "payment", {"CustomerRef": {"value": ada}, "TotalAmt": 30, "Line": [linked(30, "Invoice", sold)]}
    )
    order = {"VendorRef": {"value": bolt}, "Line": [account_line(9, qbo.account("Purchases"))]}
    qbo.post("purchaseorder", order)
    report = qbo.get("reports/TransactionList")
    assert [values(row)[1:5] + values(row)[6:] for row in rows(report)] == [
        ["Invoice", "A-1", "Yes", "Ada", "Accounts Receivable (A/R)", "Services", "30.00"],
        ["Payment", "", "Yes", "Ada", "Undeposited Funds", "Accounts Receivable (A/R)", "30.00"],
        ["Purchase Order", "1001", "No", "Bolt", "", "", "9.00"],
    ]
    only = qbo.get("reports/TransactionList", transaction_type="Invoice")
    assert len(rows(only)) == 1
    largest = qbo.get("reports/TransactionList", sort_by="txn_type", sort_order="descend")
    assert [values(row)[1] for row in rows(largest)] == ["Purchase Order", "Payment", "Invoice"]
    named = qbo.get("reports/TransactionListByCustomer")
    assert [row["Header"]["ColData"][0]["value"] for row in rows(named)] == ["Ada"]
    assert len(rows(qbo.get("reports/TransactionListWithSplits"))) == 2
    journal = qbo.get("reports/JournalReport")
    assert total(journal, cell=-1) == 6000
    assert [values(row)[-2:] for row in data(journal)][:2] == [["30.00", ""], ["", "30.00"]]


def test_the_chart_as_a_list(qbo: Client) -> None:
    qbo.post("salesreceipt", {"Line": [item_line(5)]})
    found = {values(row)[0]: values(row)[1:] for row in data(qbo.get("reports/AccountList"))}
    assert found["Undeposited Funds"] == ["Other Current Asset", "Undeposited Funds", "", "5.00"]
    banks = qbo.get("reports/AccountList", account_type="Bank")
    assert [values(row)[0] for row in data(banks)] == ["Checking"]


def test_tax_by_agency_outside_the_us() -> None:
    assert Client().send("GET", "reports/TaxSummary").status == 400
    qbo = Client(country="CA", home_currency="CAD")
    code: Json = {"TaxCodeRef": {"value": "2"}}
    qbo.post("salesreceipt", {"Line": [item_line(100, **code)]})
    bought = account_line(50, qbo.account("Purchases"), **code)
    qbo.post("bill", {"VendorRef": {"value": qbo.vendor()}, "Line": [bought]})
    agency = rows(qbo.get("reports/TaxSummary"))[0]
    parts = [values(part["Summary"]) for part in agency["Rows"]["Row"]]
    assert parts == [["Total Tax on sales", "100.00", "8.00"], ["Total Tax on purchases", "50.00", "4.00"]]
    assert values(agency["Summary"])[-1] == "4.00"


@pytest.mark.parametrize(
    ("macro", "start", "end"),
    [
        ("today", "2026-06-15", "2026-06-15"),
        ("yesterday", "2026-06-14", "2026-06-14"),
        ("this week", "2026-06-14", "2026-06-20"),
        ("last week-to-date", "2026-06-07", "2026-06-08"),
        ("this month", "2026-06-01", "2026-06-30"),
        ("last month-to-date", "2026-05-01", "2026-05-15"),
        ("this fiscal quarter-to-date", "2026-05-01", "2026-06-15"),
        ("last fiscal year", "2024-08-01", "2025-07-31"),
        ("next calendar quarter", "2026-07-01", "2026-09-30"),
        ("last calendar year", "2025-01-01", "2025-12-31"),
        ("next 4 weeks", "2026-06-21", "2026-07-18"),
        ("All", "1900-01-01", "9999-12-31"),
    ],
)
def test_periods_by_name(macro: str, start: str, end: str) -> None:
    qbo = Client(fiscal_year_start="August", utc_offset="+00:00")
    qbo.books.clock.fix(datetime(2026, 6, 15, 12, tzinfo=UTC))
    head = qbo.get("reports/ProfitAndLoss", date_macro=macro)["Header"]
    assert (head["StartPeriod"], head["EndPeriod"]) == (start, end)
    assert head["DateMacro"] == macro.lower()


def test_a_name_that_is_no_period(qbo: Client) -> None:
    for macro in ("someday", "last", "this moon"):
        assert qbo.send("GET", "reports/ProfitAndLoss", date_macro=macro).status == 400


def test_the_ledger_stands_within_its_parents(sample: Client) -> None:
    line = account_line(10, "76")
    body = {"PaymentType": "Check", "AccountRef": {"value": "35"}, "Line": [line]}
    sample.post("purchase", body)
    report = sample.get("reports/GeneralLedger", start_date="2026-06-01", end_date="2026-06-30")
    parent = next(row for row in rows(report) if row["Header"]["ColData"][0]["value"] == "Utilities")
    child = parent["Rows"]["Row"][0]
    assert child["Header"]["ColData"][0] == {"value": "Gas and Electric", "id": "76"}
    filtered = sample.get(
        "reports/GeneralLedger", customer="1", start_date="2026-06-01", end_date="2026-06-30"
    )
    assert data(filtered) == []


def test_a_report_of_too_many_cells_is_cut() -> None:
    qbo = Client(report_cells=60)
    for number in range(12):
        qbo.post("salesreceipt", {"Line": [item_line(Decimal(number + 1))]})
    report = qbo.get("reports/GeneralLedger")
    last = report["Rows"]["Row"][-1]
    assert values(last)[0] == "Unable to display more data. Please reduce the date range."
    assert len(data(report)) < 12
    whole = Client(report_cells=0).get("reports/GeneralLedger")
    assert "Unable" not in str(whole)


def test_what_a_report_does_not_know_is_refused(qbo: Client) -> None:
    for name, query in (
        ("ProfitAndLoss", {"accounting_method": "Cash"}),
        ("TrialBalance", {"customer": "1"}),
        ("AgedPayables", {"customer": "1"}),
        ("AccountList", {"class": "1"}),
    ):
        response = qbo.send("GET", f"reports/{name}", **query)
        assert '"code":"5030"' in response.text, (name, query)
