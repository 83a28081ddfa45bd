"""Inventory: quantities and first-in-first-out costs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.quickbooks_emulator.client import Client, item_line


@pytest.fixture
def item(qbo: Client) -> str:
    """An inventory item with ten on hand at 2.00."""
    accounts = {
        "IncomeAccountRef": "Sales of Product Income",
        "ExpenseAccountRef": "Cost of Goods Sold",
        "AssetAccountRef": "Inventory Asset",
    }
    body: dict[str, Any] = {k: {"value": qbo.account(v)} for k, v in accounts.items()}
    body |= {"Name": "Bolt", "Type": "Inventory", "TrackQtyOnHand": True, "QtyOnHand": 10}
    body |= {"InvStartDate": "2026-01-01", "PurchaseCost": 2}
    return str(qbo.post("item", body)["Id"])


def buy(qbo: Client, item: str, quantity: int, total: int, day: str) -> str:
    kind = "ItemBasedExpenseLineDetail"
    line = {
        "Amount": total,
        "DetailType": kind,
        kind: {"ItemRef": {"value": item}, "Qty": quantity},
    }
    body = {
        "PaymentType": "Check",
        "AccountRef": {"value": qbo.account("Checking")},
        "Line": [line],
    }
    return str(qbo.post("purchase", body | {"TxnDate": day})["Id"])


def sell(qbo: Client, item: str, quantity: int, day: str) -> dict[str, Any]:
    line = item_line(quantity * 5, item=item, Qty=quantity, UnitPrice=5)
    return qbo.post("salesreceipt", {"Line": [line], "TxnDate": day})


def test_the_opening_quantity_has_a_value(qbo: Client, item: str) -> None:
    assert qbo.read("item", item)["QtyOnHand"] == 10
    assert qbo.balances() == {"Inventory Asset": "20.00", "Opening Balance Equity": "-20.00"}


def test_sales_take_the_oldest_cost_first(qbo: Client, item: str) -> None:
    buy(qbo, item, 10, 30, "2026-02-01")
    sell(qbo, item, 12, "2026-02-02")
    balances = qbo.balances()
    assert (balances["Cost of Goods Sold"], balances["Inventory Asset"]) == ("26.00", "24.00")
    assert qbo.read("item", item)["QtyOnHand"] == 8


def test_a_late_receipt_recosts_a_short_sale(qbo: Client, item: str) -> None:
    sell(qbo, item, 14, "2026-02-02")
    assert qbo.balances()["Cost of Goods Sold"] == "28.00"
    assert qbo.read("item", item)["QtyOnHand"] == -4
    buy(qbo, item, 10, 30, "2026-02-03")
    balances = qbo.balances()
    assert (balances["Cost of Goods Sold"], balances["Inventory Asset"]) == ("32.00", "18.00")


def test_void_delete_and_refusal_give_the_goods_back(qbo: Client, item: str) -> None:
    for operation in ("void", "delete"):
        made = sell(qbo, item, 3, "2026-02-02")
        qbo.post("salesreceipt", {"Id": made["Id"], "SyncToken": "0"}, operation=operation)
        assert qbo.read("item", item)["QtyOnHand"] == 10
        assert "Cost of Goods Sold" not in qbo.balances()
    line = item_line(5, item=item, Qty=1, UnitPrice=6)
    assert qbo.fault("salesreceipt", {"Line": [line]})["code"] == "6070"
    assert qbo.read("item", item)["QtyOnHand"] == 10


def test_a_sale_before_the_start_date_is_refused(qbo: Client, item: str) -> None:
    line = item_line(5, item=item, Qty=1)
    error = qbo.fault("salesreceipt", {"Line": [line], "TxnDate": "2025-12-31"})
    assert error["code"] == "6270"
    assert error["Detail"] == (
        "Transactions with inventory (QOH) products cant be dated earlier than the Inventory "
        "Start Date for the product"
    )
