"""Bills as QuickBooks writes them become values: lines, products, currencies, what is gone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tieout.connectors.quickbooks_online.bills import (
    BillPart,
    Product,
    bill_of,
    names_products,
    parts_paid,
    products,
)
from tieout.core.drift import Changed
from tieout.core.outside import OutsideRecord
from tieout.core.read_bill import ReadBill, ReadLine

ACCOUNT = {
    "Id": "1",
    "Amount": Decimal("19.80"),
    "Description": "Plum jam, GR-1",
    "DetailType": "AccountBasedExpenseLineDetail",
    "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "21"}},
}
PRODUCT = {
    "Id": "2",
    "Amount": 12,
    "DetailType": "ItemBasedExpenseLineDetail",
    "ItemBasedExpenseLineDetail": {"ItemRef": {"value": "5"}, "Qty": 6, "UnitPrice": 2},
}
NOTE = {"Id": "3", "DetailType": "DescriptionOnly", "Description": "thank you"}


def changed(*lines: dict[str, Any], type_: str = "Bill", total: str = "19.80", **more: Any) -> Changed:
    body = {
        "Id": "145",
        "TxnDate": "2026-03-09",
        "VendorRef": {"value": "56", "name": "Plum Farm"},
        "Line": list(lines),
        "TotalAmt": Decimal(total),
        **more,
    }
    return Changed(type=type_, id="145", deleted=False, body=body)


def test_a_line_stands_on_its_account_or_that_of_its_product() -> None:
    known = {"5": Product("88", "JAM\nPlum jam")}
    bill = bill_of(changed(ACCOUNT, PRODUCT, NOTE, total="31.80", DocNumber=" 4711 "), known, "USD")
    assert (bill.number, bill.day, bill.vendor, bill.currency, bill.rate) == (
        "4711",
        "2026-03-09",
        "56",
        "USD",
        "",
    )
    assert bill.lines == (
        ReadLine("1", 1_980_000_000, "21", "Plum jam, GR-1"),
        ReadLine("2", 1_200_000_000, "88", "", "JAM\nPlum jam", 6_000_000),
    )
    assert bill.unread == ""


def test_what_cannot_become_an_event_says_why() -> None:
    below = changed(ACCOUNT, {**ACCOUNT, "Id": "2", "Amount": Decimal("-1.80")}, total="18.00")
    assert bill_of(below, {}, "USD").unread == "It has a line below zero."
    assert "product" in bill_of(changed(PRODUCT, total="12.00"), {}, "USD").unread
    assert "total" in bill_of(changed(ACCOUNT, total="20.80"), {}, "USD").unread
    taxed = changed(ACCOUNT, total="20.80", TxnTaxDetail={"TotalTax": 1})
    assert (bill_of(taxed, {}, "USD").unread, bill_of(taxed, {}, "USD").tax) == ("", 100_000_000)


def test_deleted_and_emptied_bills_are_gone() -> None:
    gone = ReadBill("Bill", "145", gone=True)
    assert bill_of(Changed(type="Bill", id="145", deleted=True, body={}), {}, "USD") == gone
    assert bill_of(changed(total="0"), {}, "USD") == gone


def test_a_foreign_bill_has_its_rate() -> None:
    euro: dict[str, Any] = {"CurrencyRef": {"value": "EUR"}, "ExchangeRate": Decimal("1.20")}
    bill = bill_of(changed(ACCOUNT, **euro), {}, "USD")
    assert (bill.currency, bill.rate) == ("EUR", "1.20")


def test_a_product_is_called_by_its_names_and_stands_where_its_purchases_do() -> None:
    tracked = (
        '{"Type": "Inventory", "AssetAccountRef": {"value": "81"}, "ExpenseAccountRef": {"value": "80"}}'
    )
    plain = (
        '{"Type": "NonInventory", "Sku": "JAM", "Name": "Plum jam", "ExpenseAccountRef": {"value": "80"}}'
    )
    found = products(
        [
            OutsideRecord(type="Item", id="1", name="Jar", raw=tracked),
            OutsideRecord(type="Item", id="2", name="Food:Plum jam", raw=plain),
        ]
    )
    assert found == {"1": Product("81", "Jar"), "2": Product("80", "JAM\nFood:Plum jam\nPlum jam")}


def test_products_are_asked_for_only_where_a_line_names_one() -> None:
    assert names_products([changed(ACCOUNT), changed(PRODUCT)])
    assert not names_products([changed(ACCOUNT), changed(PRODUCT, type_="Purchase")])


def test_a_payment_pays_each_bill_its_part() -> None:
    lines = [
        {"Amount": 5, "LinkedTxn": [{"TxnId": "145", "TxnType": "Bill"}]},
        {"Amount": 3, "LinkedTxn": [{"TxnId": "146", "TxnType": "Bill"}]},
        {"Amount": 1, "LinkedTxn": [{"TxnId": "9", "TxnType": "VendorCredit"}]},
    ]
    paid = changed(*lines, type_="BillPayment", total="8")
    assert parts_paid(paid, "USD") == [
        BillPart("145", "145", "2026-03-09", "USD", 500_000_000),
        BillPart("145", "146", "2026-03-09", "USD", 300_000_000),
    ]
    assert parts_paid(changed(*lines, type_="BillPayment", total="0"), "USD") == []
