"""Orders and estimates: what is agreed and not yet billed, and the documents made from it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.quickbooks_emulator.client import Client, Json, account_line, item_line


def order(qbo: Client, vendor: str, amount: Any, **fields: Any) -> Json:
    line = account_line(amount, qbo.account("Purchases"))
    return qbo.post("purchaseorder", {"VendorRef": {"value": vendor}, "Line": [line], **fields})


def billed(qbo: Client, vendor: str, *taken: tuple[str, Any]) -> Json:
    lines = []
    for identity, amount in taken:
        link = [{"TxnId": identity, "TxnType": "PurchaseOrder", "TxnLineId": "1"}]
        lines.append({**account_line(amount, qbo.account("Purchases")), "LinkedTxn": link})
    return qbo.post("bill", {"VendorRef": {"value": vendor}, "Line": lines})


def test_an_order_posts_nothing_and_is_closed_by_its_bills(qbo: Client) -> None:
    vendor = qbo.vendor()
    made = order(qbo, vendor, 100)
    assert (made["POStatus"], made["DocNumber"], made["APAccountRef"]["name"]) == (
        "Open",
        "1001",
        "Accounts Payable (A/P)",
    )
    assert qbo.balances() == {}
    first = billed(qbo, vendor, (made["Id"], 40))
    assert qbo.read("purchaseorder", made["Id"])["POStatus"] == "Open"
    billed(qbo, vendor, (made["Id"], 60))
    after = qbo.read("purchaseorder", made["Id"])
    assert after["POStatus"] == "Closed"
    assert [link["TxnType"] for link in after["LinkedTxn"]] == ["Bill", "Bill"]
    qbo.post("bill", {"Id": first["Id"], "SyncToken": "0"}, operation="delete")
    assert qbo.read("purchaseorder", made["Id"])["POStatus"] == "Open"


@pytest.mark.parametrize("bumps", [True, False])
def test_whether_a_bill_changes_its_order_is_a_setting(bumps: bool) -> None:
    qbo = Client(bill_bumps_order=bumps)
    vendor = qbo.vendor()
    made = order(qbo, vendor, 100)
    billed(qbo, vendor, (made["Id"], 40))
    after = qbo.read("purchaseorder", made["Id"])
    assert (after["SyncToken"] != made["SyncToken"]) is bumps
    assert [link["TxnType"] for link in after["LinkedTxn"]] == ["Bill"]


def test_one_bill_is_made_from_many_orders(qbo: Client) -> None:
    vendor = qbo.vendor()
    orders = [order(qbo, vendor, amount)["Id"] for amount in (10, 20)]
    made = billed(qbo, vendor, *zip(orders, (10, 20), strict=True))
    assert made["TotalAmt"] == 30
    assert {qbo.read("purchaseorder", one)["POStatus"] for one in orders} == {"Closed"}
    error = qbo.fault("purchaseorder", {"Id": orders[0], "SyncToken": "1"}, operation="delete")
    assert error["code"] == "800"


def test_an_order_must_be_there_and_the_suppliers(qbo: Client) -> None:
    mine, other = qbo.vendor("A"), qbo.vendor("B")
    made = order(qbo, mine, 10)["Id"]
    line = account_line(10, qbo.account("Purchases"))
    for vendor, identity in ((mine, "77"), (other, made)):
        link = [{"TxnId": identity, "TxnType": "PurchaseOrder"}]
        body = {"VendorRef": {"value": vendor}, "Line": [{**line, "LinkedTxn": link}]}
        assert qbo.fault("bill", body)["code"] == "6000"


def test_a_closed_period_is_no_matter_to_what_posts_nothing(qbo: Client) -> None:
    qbo.post("/emulator/closing-date", {"date": "2026-05-31"})
    order(qbo, qbo.vendor(), 10, TxnDate="2026-05-01")


def test_an_estimate_is_closed_by_its_invoice(qbo: Client) -> None:
    party = {"CustomerRef": {"value": qbo.customer()}}
    offered = qbo.post("estimate", party | {"Line": [item_line(100)], "ExpirationDate": "2026-07-01"})
    assert (offered["TxnStatus"], offered["TotalAmt"]) == ("Pending", 100)
    assert qbo.balances() == {}
    links = [{"TxnId": offered["Id"], "TxnType": "Estimate"}]
    sold = qbo.post("invoice", party | {"Line": [item_line(100)], "LinkedTxn": links})
    assert sold["LinkedTxn"] == links
    after = qbo.read("estimate", offered["Id"])
    assert (after["TxnStatus"], after["LinkedTxn"]) == (
        "Closed",
        [{"TxnId": sold["Id"], "TxnType": "Invoice"}],
    )
    error = qbo.fault(
        "invoice", party | {"Line": [item_line(5)], "LinkedTxn": [{**links[0], "TxnId": "75"}]}
    )
    assert error["Detail"] == (
        "Business Validation Error: The entity Estimate 75 that you are trying to link does not "
        "exist. Estimate 75"
    )


def test_hours_are_noted_and_post_nothing(qbo: Client) -> None:
    who = qbo.post("employee", {"GivenName": "Emil", "FamilyName": "Berg"})["Id"]
    body = {"NameOf": "Employee", "EmployeeRef": {"value": who}, "Hours": 2, "HourlyRate": 50}
    made = qbo.post("timeactivity", body)
    assert (made["Minutes"], made["BillableStatus"]) == (0, "NotBillable")
    assert qbo.fault("timeactivity", body | {"BillableStatus": "Billable"})["code"] == "6310"
    assert qbo.fault("timeactivity", {"NameOf": "Employee", "Hours": 1})["element"] == "EmployeeRef"
    assert qbo.fault("timeactivity", {"Hours": 1})["element"] == "NameOf"
    assert qbo.balances() == {}


def test_a_card_is_paid_from_a_bank(qbo: Client) -> None:
    card = qbo.post("account", {"Name": "Visa", "AccountType": "Credit Card"})["Id"]
    bank = {"value": qbo.account("Checking")}
    body = {"CreditCardAccountRef": {"value": card}, "BankAccountRef": bank, "Amount": 25}
    qbo.post("creditcardpayment", body)
    assert qbo.balances() == {"Checking": "-25.00", "Visa": "25.00"}
    assert qbo.fault("creditcardpayment", body | {"CreditCardAccountRef": bank})["code"] == "6430"
    assert qbo.fault("creditcardpayment", body | {"Amount": 0})["code"] == "6000"


def test_a_budget_is_kept(qbo: Client) -> None:
    detail = {"BudgetDate": "2026-01-01", "Amount": 5, "AccountRef": {"value": qbo.account("Services")}}
    body = {"Name": "Plan", "StartDate": "2026-01-01", "EndDate": "2026-12-31", "BudgetDetail": [detail]}
    made = qbo.post("budget", body)
    assert (made["BudgetType"], made["BudgetDetail"][0]["Amount"]) == ("ProfitAndLoss", 5)
    assert qbo.fault("budget", body | {"EndDate": "2025-01-01"})["code"] == "2190"
    assert qbo.query("select * from Budget where Active = true")["maxResults"] == 1


def test_a_form_is_sent_by_mail(qbo: Client) -> None:
    party = {"CustomerRef": {"value": qbo.customer()}}
    made = qbo.post("invoice", party | {"Line": [item_line(Decimal("9.50"))]})
    path = f"invoice/{made['Id']}/send"
    assert qbo.fault(path, None)["element"] == "BillEmail.Address"
    sent = qbo.post(path, None, sendTo="a@example.com")
    assert (sent["EmailStatus"], sent["BillEmail"]["Address"], sent["SyncToken"]) == (
        "EmailSent",
        "a@example.com",
        "0",
    )
    assert sent["DeliveryInfo"]["DeliveryType"] == "Email"
