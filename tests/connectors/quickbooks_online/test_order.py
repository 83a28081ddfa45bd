"""Order: a purchase order in QuickBooks' form, and a later state of it over the version that is held."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.connectors.sample import AP, CLOSED_ORDER, GRNI, ORDER, VENDOR, account_id, crosswalk, outside_id
from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.encode import batch_body, encoded
from tieout.connectors.quickbooks_online.jsontext import read
from tieout.connectors.quickbooks_online.order import is_billed, without_version
from tieout.core.errors import TerminalError


def test_its_lines_stand_on_goods_received_and_not_billed_as_its_bill_will() -> None:
    body = encoded(ORDER, crosswalk(), Convention())
    assert {name: body[name] for name in ("DocNumber", "POStatus", "VendorRef", "APAccountRef")} == {
        "DocNumber": "PO-1",
        "POStatus": "Open",
        "VendorRef": {"value": outside_id(VENDOR)},
        "APAccountRef": {"value": account_id(AP)},
    }
    assert [(str(row["Amount"]), row["Description"]) for row in body["Line"]] == [
        ("60.00", "TOMATO: 100 at 0.60"),
        ("2.50", "BASIL: 1 at 2.50"),
    ]
    accounts = {row["AccountBasedExpenseLineDetail"]["AccountRef"]["value"] for row in body["Line"]}
    assert accounts == {account_id(GRNI)}
    assert "GlobalTaxCalculation" not in body
    abroad = encoded(ORDER, crosswalk(), Convention(country="CA"))
    assert abroad["GlobalTaxCalculation"] == "NotApplicable"


def test_a_later_state_is_an_update_of_the_whole_order_at_its_version() -> None:
    body = batch_body([("1", ORDER), ("2", CLOSED_ORDER)], crosswalk(), Convention())
    first, second = read(body)["BatchItemRequest"]
    assert (first["operation"], second["operation"]) == ("create", "update")
    later = second["PurchaseOrder"]
    assert (later["Id"], later["SyncToken"], later["sparse"]) == (outside_id(ORDER), "0", False)
    assert without_version(later) == {
        name: value for name, value in later.items() if name not in {"Id", "SyncToken", "sparse"}
    }


def test_a_later_state_of_what_is_not_there_is_not_written() -> None:
    walk = crosswalk()
    nowhere = replace(walk, outside={key: one for key, one in walk.outside.items() if key != ORDER.id})
    with pytest.raises(TerminalError, match="an earlier state of the order"):
        encoded(CLOSED_ORDER, nowhere, Convention())


def test_an_order_with_links_has_bills() -> None:
    assert is_billed({"LinkedTxn": [{"TxnId": "5", "TxnType": "Bill"}]})
    assert not is_billed({"LinkedTxn": []})
    assert not is_billed({})
