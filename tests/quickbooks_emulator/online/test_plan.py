"""The plan: editions without some lists; rounding and tax codes as the company has set them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.quickbooks_emulator.client import Client, Json, account_line, item_line


@pytest.mark.parametrize(("edition", "refused"), [("simple_start", 4), ("essentials", 3), ("plus", 0)])
def test_an_edition_holds_what_it_holds(edition: str, refused: int) -> None:
    qbo = Client(edition=edition)
    cost = qbo.account("Purchases")
    bought = {"VendorRef": {"value": qbo.vendor()}, "Line": [account_line(5, cost)]}
    stock: Json = {"Name": "Bolt", "Type": "Inventory", "TrackQtyOnHand": True, "QtyOnHand": 1}
    stock |= {"InvStartDate": "2026-01-01"}
    for field, name in (
        ("IncomeAccountRef", "Sales of Product Income"),
        ("ExpenseAccountRef", "Cost of Goods Sold"),
        ("AssetAccountRef", "Inventory Asset"),
    ):
        stock[field] = {"value": qbo.account(name)}
    found = []
    for path, body in (
        ("bill", bought),
        ("purchaseorder", bought),
        ("class", {"Name": "North"}),
        ("item", stock),
    ):
        answer = qbo.send("POST", path, body)
        found.append(answer.status)
        assert answer.status == 200 or '"code":"5030"' in answer.text
    assert found.count(400) == refused
    names = {one["Name"]: one["Value"] for one in qbo.read("companyinfo", "1")["NameValue"]}
    assert names["OfferingSku"].startswith("QuickBooks Online ")


@pytest.mark.parametrize(("setting", "amount"), [("half_up", "0.13"), ("half_even", "0.12")])
def test_half_a_cent_is_rounded_as_the_setting_says(setting: str, amount: str) -> None:
    qbo = Client(rounding=setting)
    line = item_line(Decimal(amount), Qty=Decimal("0.5"), UnitPrice=Decimal("0.25"))
    assert qbo.post("salesreceipt", {"Line": [line]})["TotalAmt"] == Decimal(amount)
    other = {"0.13": "0.12", "0.12": "0.13"}[amount]
    assert qbo.fault("salesreceipt", {"Line": [{**line, "Amount": Decimal(other)}]})["code"] == "6070"


@pytest.mark.parametrize(("setting", "tax"), [("replaced", 8), ("kept", 10)])
def test_a_custom_code_beside_the_tax_engine(setting: str, tax: int) -> None:
    qbo = Client(ast_custom_codes=setting)
    agency = next(iter(qbo.books.store.each("TaxAgency")))["Id"]
    detail = {"TaxRateName": "Own", "RateValue": 10, "TaxAgencyId": agency, "TaxApplicableOn": "Sales"}
    made = qbo.post("taxservice/taxcode", {"TaxCode": "Own", "TaxRateDetails": [detail]})
    body: Json = {"Line": [item_line(100, TaxCodeRef={"value": "TAX"})]}
    body["TxnTaxDetail"] = {"TxnTaxCodeRef": {"value": made["TaxCodeId"]}}
    assert qbo.post("salesreceipt", body)["TxnTaxDetail"]["TotalTax"] == tax
