"""Small things public clients send that are no documented form."""

from __future__ import annotations

import pytest

from tests.quickbooks_emulator.client import Client, item_line


def test_an_empty_text_for_a_value_that_is_none_is_no_value(qbo: Client) -> None:
    body = {"DisplayName": "Ada", "OpenBalanceDate": "", "Taxable": "", "PreferredDeliveryMethod": ""}
    made = qbo.post("customer", body)
    assert "OpenBalanceDate" not in made
    line = item_line(5, Qty="", UnitPrice="")
    assert qbo.post("salesreceipt", {"Line": [line], "ShipDate": ""})["TotalAmt"] == 5
    assert qbo.fault("salesreceipt", {"Line": [item_line("")]})["code"] == "2020"


@pytest.mark.parametrize("columns", ["*, Sku", "*,Sku , Name"])
def test_a_star_with_names_is_a_star(qbo: Client, columns: str) -> None:
    assert qbo.query(f"select {columns} from Item")["Item"][0]["Name"] == "Services"
    assert qbo.query_fault("select *, from Item")["code"] == "4000"
