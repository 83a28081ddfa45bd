"""Sales forms: totals, tax, discount, numbers, what they post."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.quickbooks_emulator.client import Client, item_line


def form(qbo: Client, *lines: Any, **fields: Any) -> dict[str, Any]:
    name = f"Customer {qbo.books.store.counters.get('id:name', 0) + 1}"
    return {"CustomerRef": {"value": qbo.customer(name)}, "Line": list(lines)} | fields


TAXED: dict[str, Any] = {"TaxCodeRef": {"value": "TAX"}}


def test_an_invoice_as_recorded(sample: Client) -> None:
    body = {"Line": [item_line(100)], "CustomerRef": {"value": "1"}}
    made = sample.post("invoice", body)
    assert made["Line"][0]["SalesItemLineDetail"] == {
        "ItemRef": {"value": "1", "name": "Services"},
        "TaxCodeRef": {"value": "NON"},
    }
    assert made["Line"][1] == {
        "Amount": Decimal("100.00"),
        "DetailType": "SubTotalLineDetail",
        "SubTotalLineDetail": {},
    }
    assert made["CustomerRef"] == {"value": "1", "name": "Amy's Bird Sanctuary"}
    assert made["TxnTaxDetail"] == {"TotalTax": 0}
    assert made["PrintStatus"], made["EmailStatus"] == ("NeedToPrint", "NotSet")
    assert made["DocNumber"] == "1038"


def test_missing_parts(qbo: Client) -> None:
    assert qbo.fault("invoice", {"Line": [item_line(1)]})["element"] == "CustomerRef"
    customer = {"CustomerRef": {"value": qbo.customer()}}
    assert qbo.fault("invoice", customer)["element"] == "Line"
    error = qbo.fault("invoice", customer | {"Line": [{"Amount": 1}]})
    assert error["Detail"] == "Required parameter Line.DetailType is missing in the request"
    assert error["element"] == "Line.DetailType"
    line = item_line(1)
    del line["Amount"]
    assert qbo.fault("invoice", customer | {"Line": [line]})["element"] == "Line.Amount"
    error = qbo.fault("invoice", customer | {"Line": [item_line(1, item="99")]})
    assert error["Detail"] == "Invalid Reference Id : Items element id 99 not found"


def test_a_zero_total_is_accepted_and_a_negative_one_refused(qbo: Client) -> None:
    assert qbo.post("invoice", form(qbo, item_line(0)))["TotalAmt"] == 0
    described = {"DetailType": "DescriptionOnly", "Description": "nothing"}
    assert qbo.post("invoice", form(qbo, described))["TotalAmt"] == 0
    assert qbo.post("invoice", form(qbo, item_line(10), item_line(-4)))["TotalAmt"] == 6
    error = qbo.fault("invoice", form(qbo, item_line(-1)))
    assert error["code"] == "6000"
    assert "Transaction amount must be positive" in error["Detail"]


def test_the_amount_must_be_quantity_times_price(qbo: Client) -> None:
    good = item_line(Decimal("3.33"), Qty=3, UnitPrice=Decimal("1.11111"))
    qbo.post("invoice", form(qbo, good))
    bad = item_line(Decimal("3.34"), Qty=3, UnitPrice=Decimal("1.11111"))
    assert qbo.fault("invoice", form(qbo, bad))["code"] == "6070"
    tolerant = Client(amount_tolerance="0.01")
    tolerant.post("invoice", form(tolerant, bad))


def test_no_quantity_at_no_price_is_none_stated(qbo: Client) -> None:
    """python-quickbooks sends both as 0 where its user sets neither."""
    unset = item_line(100, Qty=0, UnitPrice=0)
    kept = qbo.post("invoice", form(qbo, unset))
    assert kept["TotalAmt"] == 100
    assert not {"Qty", "UnitPrice"} & set(kept["Line"][0]["SalesItemLineDetail"])
    assert qbo.fault("invoice", form(qbo, item_line(100, Qty=0, UnitPrice=5)))["code"] == "6070"
    strict = Client(zero_quantity="refuse")
    assert strict.fault("invoice", form(strict, unset))["code"] == "6070"


def test_a_line_tax_code_is_tax_or_non(qbo: Client) -> None:
    error = qbo.fault("invoice", form(qbo, item_line(1, TaxCodeRef={"value": "2"})))
    assert error["code"] == "6100"


def test_automated_sales_tax_computes_and_posts(qbo: Client) -> None:
    made = qbo.post("invoice", form(qbo, item_line(100, **TAXED), item_line(50)))
    tax = made["TxnTaxDetail"]
    assert (tax["TotalTax"], made["TotalAmt"]) == (8, 158)
    assert tax["TaxLine"][0]["TaxLineDetail"]["NetAmountTaxable"] == 100
    assert qbo.balances() == {
        "Accounts Receivable (A/R)": "158.00",
        "State Tax Agency Payable": "-8.00",
        "Services": "-150.00",
    }


@pytest.mark.parametrize(("setting", "tax"), [("honoured", "7.77"), ("ignored", "8.00")])
def test_a_stated_tax_is_honoured_or_not(setting: str, tax: str) -> None:
    qbo = Client(tax_override=setting)
    body = form(qbo, item_line(100, **TAXED), TxnTaxDetail={"TotalTax": Decimal("7.77")})
    assert qbo.post("invoice", body)["TxnTaxDetail"]["TotalTax"] == Decimal(tax)
    assert qbo.balances()["State Tax Agency Payable"] == f"-{tax}"


def test_without_sales_tax_the_detail_is_ignored() -> None:
    qbo = Client(using_sales_tax=False)
    body = form(qbo, item_line(100, **TAXED), TxnTaxDetail={"TotalTax": 5})
    made = qbo.post("invoice", body)
    assert "TxnTaxDetail" not in made
    assert made["TotalAmt"] == 100


def test_without_ast_the_form_names_its_code() -> None:
    qbo = Client(ast=False)
    plain = qbo.post("invoice", form(qbo, item_line(100, **TAXED)))
    assert plain["TotalAmt"] == 100
    code = {"TxnTaxCodeRef": {"value": "2"}}
    assert qbo.post("invoice", form(qbo, item_line(100, **TAXED), TxnTaxDetail=code))["TotalAmt"] == 108
    code = {"TxnTaxCodeRef": {"value": "CustomSalesTax"}}
    body = form(qbo, item_line(100, **TAXED), TxnTaxDetail=code)
    assert qbo.fault("invoice", body)["code"] == "6160"


def test_a_discount_reduces_the_total(qbo: Client) -> None:
    detail = {"PercentBased": True, "DiscountPercent": 10}
    line = {"DetailType": "DiscountLineDetail", "DiscountLineDetail": detail}
    made = qbo.post("invoice", form(qbo, item_line(200), line))
    assert made["TotalAmt"] == 180
    assert qbo.balances()["Discounts given"] == "20.00"
    line = {"DetailType": "DiscountLineDetail", "DiscountLineDetail": {}}
    assert qbo.fault("invoice", form(qbo, item_line(200), line))["code"] == "6090"


def test_numbers_are_given_kept_and_checked() -> None:
    qbo = Client(custom_txn_numbers=False)
    assert qbo.post("invoice", form(qbo, item_line(1)))["DocNumber"] == "1001"
    assert qbo.post("invoice", form(qbo, item_line(1), DocNumber="A"))["DocNumber"] == "A"
    qbo.post("invoice", form(qbo, item_line(1), DocNumber="A"))
    custom = Client(custom_txn_numbers=True)
    assert "DocNumber" not in custom.post("invoice", form(custom, item_line(1)))
    custom.post("invoice", form(custom, item_line(1), DocNumber="A"))
    again = form(custom, item_line(1), DocNumber="A")
    error = custom.fault("invoice", again)
    assert error["code"] == "6140"
    assert error["Detail"] == (
        "Duplicate Document Number Error : You must specify a different number. "
        "This number has already been used."
    )
    custom.post("invoice", again, include="allowduplicatedocnum")
    careless = Client(custom_txn_numbers=True, warn_duplicate_docnum=False)
    for _ in range(2):
        careless.post("invoice", form(careless, item_line(1), DocNumber="A"))


def test_a_sales_receipt_needs_no_customer_and_waits_undeposited(qbo: Client) -> None:
    made = qbo.post("salesreceipt", {"Line": [item_line(30)]})
    assert made["DepositToAccountRef"]["name"] == "Undeposited Funds"
    assert qbo.balances() == {"Undeposited Funds": "30.00", "Services": "-30.00"}


def test_credit_memo_and_refund_reverse_a_sale(qbo: Client) -> None:
    memo = qbo.post("creditmemo", form(qbo, item_line(100, **TAXED)))
    assert memo["RemainingCredit"] == 108
    body = {"Line": [item_line(10)], "DepositToAccountRef": {"value": qbo.account("Checking")}}
    qbo.post("refundreceipt", body)
    assert qbo.fault("refundreceipt", {"Line": [item_line(1)]})["element"] == "DepositToAccountRef"
    assert qbo.balances() == {
        "Accounts Receivable (A/R)": "-108.00",
        "Checking": "-10.00",
        "State Tax Agency Payable": "8.00",
        "Services": "110.00",
    }


def test_a_non_us_company_taxes_by_line() -> None:
    qbo = Client(country="CA", home_currency="CAD")
    code: dict[str, Any] = {"TaxCodeRef": {"value": "2"}}
    net = qbo.post("invoice", form(qbo, item_line(100, **code)))
    assert (net["TotalAmt"], net["GlobalTaxCalculation"]) == (108, "TaxExcluded")
    gross = qbo.post("invoice", form(qbo, item_line(108, **code), GlobalTaxCalculation="TaxInclusive"))
    assert (gross["TotalAmt"], gross["Line"][0]["Amount"]) == (108, 100)
    body = form(qbo, item_line(1), GlobalTaxCalculation="NotApplicable")
    tax_line = {"Amount": 1, "DetailType": "TaxLineDetail", "TaxLineDetail": {}}
    assert qbo.fault("invoice", body | {"TxnTaxDetail": {"TaxLine": [tax_line]}})["code"] == "6170"


def test_a_form_without_item_gets_the_default_or_is_refused() -> None:
    line = {"Amount": 5, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {}}
    qbo = Client()
    made = qbo.post("invoice", form(qbo, line))
    assert made["Line"][0]["SalesItemLineDetail"]["ItemRef"]["value"] == "1"
    strict = Client(missing_item="refuse")
    assert strict.fault("invoice", form(strict, line))["code"] == "2020"
