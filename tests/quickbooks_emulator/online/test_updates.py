"""Updates: SyncToken, full and sparse, lines, nothing changed; delete and void."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from quickbooks_emulator.online.server import build
from quickbooks_emulator.online.settings import Settings
from tests.quickbooks_emulator.client import Client, item_line, linked


def invoice(qbo: Client, *amounts: Any, **fields: Any) -> dict[str, Any]:
    lines = [item_line(amount) for amount in amounts or (100,)]
    return qbo.post("invoice", {"CustomerRef": {"value": qbo.customer()}, "Line": lines} | fields)


def test_a_stale_token_is_refused_in_the_recorded_wording(qbo: Client) -> None:
    made = invoice(qbo)
    body = {"Id": made["Id"], "SyncToken": "7", "sparse": True, "PrivateNote": "x"}
    error = qbo.fault("invoice", body)
    assert error["code"] == "5010"
    assert error["Message"] == "Stale Object Error"
    assert error["Detail"] == (
        "Stale Object Error : You and Emulated User were working on this at the same time. "
        "Emulated User finished before you did, so your work was not saved."
    )


def test_a_sparse_update_changes_only_what_it_says(qbo: Client) -> None:
    made = invoice(qbo, 10, PrivateNote="before", DocNumber="A1")
    body = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "PrivateNote": "after"}
    changed = qbo.post("invoice", body)
    assert changed["SyncToken"] == "1"
    assert changed["DocNumber"] == "A1"
    assert changed["Line"] == made["Line"]


def test_a_full_update_clears_what_it_leaves_out(qbo: Client) -> None:
    made = invoice(qbo, 10, PrivateNote="before")
    body = {"Id": made["Id"], "SyncToken": "0", "CustomerRef": made["CustomerRef"]}
    changed = qbo.post("invoice", body | {"Line": made["Line"]})
    assert "PrivateNote" not in changed


def test_an_update_that_changes_nothing_keeps_the_token(qbo: Client) -> None:
    made = invoice(qbo, 10, PrivateNote="same")
    body = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "PrivateNote": "same"}
    assert qbo.post("invoice", body) == made


def test_reading_and_writing_back_changes_nothing(qbo: Client) -> None:
    made = qbo.read("invoice", invoice(qbo, 10)["Id"])
    assert qbo.post("invoice", made)["SyncToken"] == "0"


def test_lines_are_replaced_and_new_ones_get_new_ids(qbo: Client) -> None:
    made = invoice(qbo, 10, 20)
    kept = next(line for line in made["Line"] if line.get("Id") == "2")
    body = {"Id": made["Id"], "SyncToken": "0", "sparse": True}
    changed = qbo.post("invoice", body | {"Line": [kept, item_line(5)]})
    assert [line.get("Id") for line in changed["Line"]] == ["2", "3", None]
    assert changed["TotalAmt"] == 25


def test_an_unknown_id_is_not_found_in_the_recorded_wording(qbo: Client) -> None:
    error = qbo.fault("invoice", {"Id": "999", "SyncToken": "0", "sparse": True})
    assert error["code"] == "610"
    assert error["Detail"].startswith("Object Not Found : Something you're trying to use has been")


@pytest.mark.parametrize("identity", ["1.5", "abc", "-1"])
def test_an_id_that_is_no_number(qbo: Client, identity: str) -> None:
    response = qbo.send("GET", f"customer/{identity}")
    assert response.status == 400
    assert f"Id should be a valid number. Supplied value:{identity}" in response.text


def test_a_resource_that_is_none(qbo: Client) -> None:
    response = qbo.send("GET", "customer/1/5")
    assert response.status == 400
    assert '"code":"500"' in response.text
    assert "Could not find resource for relative" in response.text


def test_a_deleted_transaction_leaves_a_stub_and_is_gone(qbo: Client) -> None:
    made = invoice(qbo)
    body = {"Id": made["Id"], "SyncToken": made["SyncToken"]}
    answer = qbo.post("invoice", body, operation="delete")
    assert answer == {"domain": "QBO", "status": "Deleted", "Id": made["Id"]}
    error = qbo.fault("invoice", body, operation="delete")
    assert error["Detail"].endswith("Another user has deleted this transaction.")
    assert qbo.balances() == {}


def test_a_void_zeroes_everything_and_says_so(qbo: Client) -> None:
    made = invoice(qbo, 100)
    body = {"Id": made["Id"], "SyncToken": "0"}
    voided = qbo.post("invoice", body, operation="void")
    assert voided["SyncToken"] == "1"
    assert (voided["TotalAmt"], voided["Balance"]) == (0, 0)
    assert voided["PrivateNote"] == "Voided"
    assert voided["LinkedTxn"] == []
    assert [line["Amount"] for line in voided["Line"]] == [0, 0]
    assert voided["TxnTaxDetail"] == {"TotalTax": 0}
    assert qbo.balances() == {}


def test_a_sales_receipt_is_voided_by_update_and_include(qbo: Client) -> None:
    made = qbo.post("salesreceipt", {"Line": [item_line(5, Qty=1, UnitPrice=5)]})
    body = {"Id": made["Id"], "SyncToken": "0"}
    voided = qbo.post("salesreceipt", body, operation="update", include="void")
    assert voided["Line"][0]["SalesItemLineDetail"]["Qty"] == 0
    assert voided["Line"][0]["SalesItemLineDetail"]["UnitPrice"] == 5


@pytest.mark.parametrize("resource", ["journalentry", "bill", "creditmemo", "deposit"])
def test_some_documents_have_no_void(qbo: Client, resource: str) -> None:
    error = qbo.fault(resource, {"Id": "1", "SyncToken": "0"}, operation="void")
    assert error["code"] == "500"


def test_voiding_a_paid_invoice_frees_its_payment(qbo: Client) -> None:
    made = invoice(qbo, 100)
    body = {"CustomerRef": made["CustomerRef"], "TotalAmt": 100}
    paid = qbo.post("payment", body | {"Line": [linked(100, "Invoice", made["Id"])]})
    before = qbo.read("invoice", made["Id"])
    assert (before["Balance"], before["SyncToken"]) == (0, "1")
    qbo.post("invoice", {"Id": made["Id"], "SyncToken": "1"}, operation="void")
    after = qbo.read("payment", paid["Id"])
    assert (after["UnappliedAmt"], after["Line"]) == (100, [])
    assert qbo.read("invoice", made["Id"])["Balance"] == 0
    assert qbo.balances()["Accounts Receivable (A/R)"] == "-100.00"


def test_a_paid_invoice_is_not_deleted_unless_the_setting_says_so() -> None:
    for setting, codes in (("refuse", ["800"]), ("unlink", [])):
        qbo = Client(delete_linked=setting)
        made = invoice(qbo, 100)
        body = {"CustomerRef": made["CustomerRef"], "TotalAmt": 100}
        qbo.post("payment", body | {"Line": [linked(100, "Invoice", made["Id"])]})
        body = {"Id": made["Id"], "SyncToken": "1"}
        response = qbo.send("POST", "invoice", body, operation="delete")
        assert [code for code in ("800",) if f'"code":"{code}"' in response.text] == codes


def test_a_payment_need_not_bump_the_invoice() -> None:
    qbo = Client(payment_bumps_linked=False)
    made = invoice(qbo, 100)
    body = {"CustomerRef": made["CustomerRef"], "TotalAmt": 40}
    qbo.post("payment", body | {"Line": [linked(40, "Invoice", made["Id"])]})
    after = qbo.read("invoice", made["Id"])
    assert (after["SyncToken"], after["Balance"]) == ("0", Decimal(60))


def test_a_line_of_nothing_is_one_still_after_a_restart(tmp_path: Path) -> None:
    """Its zero comes back from the state file as a whole number; somebody changes the note then."""
    qbo = Client()
    values = Settings().with_values({"throttle": "off", "opening_date": "2026-01-01"})
    qbo.app = build(values, state=tmp_path / "state.db")
    qbo.books = qbo.app.api.books
    made = invoice(qbo, 0, 100)
    qbo.books.store.close()
    qbo.app = build(values, state=tmp_path / "state.db")
    body = {
        "Id": made["Id"],
        "SyncToken": made["SyncToken"],
        "sparse": True,
        "PrivateNote": "so much for that",
    }
    assert [line["Amount"] for line in qbo.post("invoice", body)["Line"]] == [0, 100, 100]
