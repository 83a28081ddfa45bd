"""Lines: bundles, discounts of a line, shipping, gratuity, custom fields, a deposit on an invoice."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.quickbooks_emulator.client import Client, Json, item_line


def bundle(qbo: Client) -> str:
    """A bundle of two services: 1 x 10 and 2 x 5 each, made by a person."""
    income = {"value": qbo.account("Services")}
    parts = []
    for name, price, count in (("Part A", 10, 1), ("Part B", 5, 2)):
        body = {"Name": name, "Type": "Service", "UnitPrice": price, "IncomeAccountRef": income}
        made = qbo.post("item", body)
        parts.append({"ItemRef": {"value": made["Id"]}, "Qty": count})
    body = {"Name": "Set", "Type": "Group", "ItemGroupDetail": {"ItemGroupLine": parts}}
    assert qbo.fault("item", body)["code"] == "2120"
    return str(qbo.post("/emulator/create", {"entity": "Item", "body": body})["Id"])


def group_line(item: str, quantity: Any = 1) -> Json:
    detail = {"GroupItemRef": {"value": item}, "Quantity": quantity}
    return {"DetailType": "GroupLineDetail", "GroupLineDetail": detail}


@pytest.mark.parametrize(("setting", "shown"), [("zero", 0), ("sum", 60)])
def test_a_bundle_is_spread_over_its_items(setting: str, shown: int) -> None:
    qbo = Client(group_line_amount=setting)
    body = {"CustomerRef": {"value": qbo.customer()}, "Line": [group_line(bundle(qbo), 3)]}
    made = qbo.post("invoice", body)
    line = made["Line"][0]
    assert line["Amount"] == shown
    inner = line["GroupLineDetail"]["Line"]
    assert [(one["Amount"], one["SalesItemLineDetail"]["Qty"]) for one in inner] == [(30, 3), (30, 6)]
    assert [line["Id"], *(one["Id"] for one in inner)] == ["1", "2", "3"]
    assert (made["TotalAmt"], made["Line"][1]["Amount"]) == (60, 60)
    assert qbo.balances()["Services"] == "-60.00"
    voided = qbo.post("invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="void")
    assert voided["TotalAmt"] == 0
    assert qbo.balances() == {}


def test_only_a_bundle_can_be_a_bundle(qbo: Client) -> None:
    body = {"CustomerRef": {"value": qbo.customer()}, "Line": [group_line("1")]}
    assert qbo.fault("invoice", body)["code"] == "6000"


def test_a_line_discount_goes_to_its_account(qbo: Client) -> None:
    line = item_line(100, DiscountRate=10, DiscountAmt=99)
    made = qbo.post("salesreceipt", {"Line": [line, item_line(50, DiscountAmt=5)]})
    details = [one["SalesItemLineDetail"] for one in made["Line"][:2]]
    assert [one["DiscountAmt"] for one in details] == [10, 5]
    assert made["TotalAmt"] == 135
    assert qbo.balances() == {
        "Undeposited Funds": "135.00",
        "Services": "-150.00",
        "Discounts given": "15.00",
    }
    assert qbo.fault("salesreceipt", {"Line": [item_line(5, DiscountRate=101)]})["code"] == "2150"


def test_the_subtotal_stands_before_discount_and_shipping() -> None:
    qbo = Client(allow_shipping=True)
    change = {"SalesFormsPrefs": {"DefaultShippingAccount": qbo.account("Services")}}
    qbo.post("preferences", {"Id": "1", "SyncToken": "0", "sparse": True} | change)
    discount = {"DetailType": "DiscountLineDetail", "Amount": 10, "DiscountLineDetail": {}}
    lines = [item_line(5, item="SHIPPING_ITEM_ID"), discount, item_line(100)]
    made = qbo.post("salesreceipt", {"Line": lines})
    kinds = [(line["DetailType"][:5], line["Amount"]) for line in made["Line"]]
    assert kinds == [("Sales", 100), ("SubTo", 100), ("Disco", 10), ("Sales", 5)]
    assert made["TotalAmt"] == 95


def test_gratuity_is_owed() -> None:
    line = [item_line(50), item_line(8, item="GRATUITY_ITEM_ID")]
    assert Client().fault("salesreceipt", {"Line": line})["code"] == "6000"
    qbo = Client(allow_gratuity=True)
    assert qbo.post("salesreceipt", {"Line": line})["TotalAmt"] == 58
    assert qbo.balances()["Gratuities"] == "-8.00"


def test_custom_fields_stand_on_every_form() -> None:
    qbo = Client(custom_fields="Crew #, Route")
    made = qbo.post("salesreceipt", {"Line": [item_line(5)]})
    assert [field["Name"] for field in made["CustomField"]] == ["Crew #", "Route"]
    sent = [{"DefinitionId": "2", "Type": "StringType", "StringValue": "North"}]
    made = qbo.post("salesreceipt", {"Line": [item_line(5)], "CustomField": sent})
    assert made["CustomField"][1] == {
        "DefinitionId": "2",
        "Name": "Route",
        "Type": "StringType",
        "StringValue": "North",
    }


def test_a_deposit_on_an_invoice_is_not_owed() -> None:
    qbo = Client(allow_deposit=True)
    body = {"CustomerRef": {"value": qbo.customer()}, "Line": [item_line(100)], "Deposit": 30}
    made = qbo.post("invoice", body)
    assert (made["TotalAmt"], made["Balance"], made["Deposit"]) == (100, 70, 30)
    assert qbo.balances()["Accounts Receivable (A/R)"] == "70.00"
    assert qbo.balances()["Undeposited Funds"] == "30.00"
    assert qbo.fault("invoice", body | {"Deposit": 101})["code"] == "6000"
    pay = {"CustomerRef": body["CustomerRef"], "TotalAmt": 71}
    line = {"Amount": 71, "LinkedTxn": [{"TxnId": made["Id"], "TxnType": "Invoice"}]}
    assert qbo.fault("payment", pay | {"Line": [line]})["code"] == "6000"


def test_tax_outside_the_us_counts_after_the_discount() -> None:
    qbo = Client(country="CA", home_currency="CAD")
    discount = {
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 50},
    }
    body = {"Line": [item_line(100, TaxCodeRef={"value": "2"}), discount]}
    made = qbo.post("salesreceipt", body)
    assert (made["TxnTaxDetail"]["TotalTax"], made["TotalAmt"]) == (4, 54)
    assert made["TxnTaxDetail"]["TaxLine"][0]["TaxLineDetail"]["NetAmountTaxable"] == Decimal(50)
