"""People: what they change is a sparse update that QuickBooks takes."""

from __future__ import annotations

from decimal import Decimal

from tests.simulation.people import changed

HELD = {
    "TxnDate": "2026-05-31",
    "PrivateNote": "Order 7\ntieout:abc",
    "Line": [
        {
            "Id": "1",
            "Amount": Decimal("12.50"),
            "SalesItemLineDetail": {"Qty": 1, "UnitPrice": Decimal("12.50"), "ItemRef": {"value": "3"}},
        },
        {"Amount": Decimal("12.50"), "DetailType": "SubTotalLineDetail"},
    ],
}


def test_each_variant_changes_one_thing() -> None:
    [line] = changed("Invoice", HELD, "amount")["Line"]
    assert (line["Amount"], line["SalesItemLineDetail"]) == (Decimal("25.00"), {"ItemRef": {"value": "3"}})
    assert changed("Invoice", HELD, "day") == {"TxnDate": "2026-06-01"}
    assert "tieout:abc" in changed("Invoice", HELD, "memo")["PrivateNote"]
    assert "tieout" not in changed("Invoice", HELD, "unmarked")["PrivateNote"]


def test_the_amount_of_a_payment_is_left_alone() -> None:
    assert set(changed("Payment", HELD, "amount")) == {"PrivateNote"}
