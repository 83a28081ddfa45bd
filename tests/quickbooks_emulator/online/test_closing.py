"""The closing date: nothing dated on or before it changes through the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.quickbooks_emulator.client import Client, item_line


def receipt(day: str, **fields: Any) -> dict[str, Any]:
    return {"Line": [item_line(5)], "TxnDate": day} | fields


@pytest.mark.parametrize(("password", "code"), [(False, "6200"), (True, "6210")])
def test_closed_days_refuse_everything(qbo: Client, *, password: bool, code: str) -> None:
    made = qbo.post("salesreceipt", receipt("2026-03-31"))
    later = qbo.post("salesreceipt", receipt("2026-04-01"))
    body = {"date": "2026-03-31", "password": password}
    qbo.send("POST", "/emulator/closing-date", body)
    assert qbo.fault("salesreceipt", receipt("2026-03-31"))["code"] == code
    key = {"Id": made["Id"], "SyncToken": "0"}
    for operation in ("delete", "void"):
        assert qbo.fault("salesreceipt", key, operation=operation)["code"] == code
    memo = key | {"sparse": True, "PrivateNote": "x"}
    assert qbo.fault("salesreceipt", memo)["code"] == code
    moved = {"Id": later["Id"], "SyncToken": "0", "sparse": True, "TxnDate": "2026-03-30"}
    error = qbo.fault("salesreceipt", moved)
    assert error["code"] == code
    assert error["Detail"] == (
        "The account period has closed and the account books cannot be updated through the QBO "
        "Services API. Please use the QBO website to make these changes."
    )
    preferences = qbo.get("preferences")["Preferences"]
    assert preferences["AccountingInfoPrefs"]["BookCloseDate"] == "2026-03-31"


def test_a_memo_in_a_closed_period_is_a_setting() -> None:
    qbo = Client(closed_period_memo="allow")
    made = qbo.post("salesreceipt", receipt("2026-03-31"))
    qbo.send("POST", "/emulator/closing-date", {"date": "2026-03-31"})
    memo = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "PrivateNote": "x"}
    assert qbo.post("salesreceipt", memo)["PrivateNote"] == "x"
    dearer = {"Id": made["Id"], "SyncToken": "1", "sparse": True, "Line": [item_line(6)]}
    assert qbo.fault("salesreceipt", dearer)["code"] == "6200"


def test_preferences_are_written_where_they_may_be(qbo: Client) -> None:
    body = {
        "Id": "1",
        "SyncToken": "0",
        "SalesFormsPrefs": {"CustomTxnNumbers": True},
        "AccountingInfoPrefs": {"BookCloseDate": "2026-01-31"},
    }
    changed = qbo.post("preferences", body)
    assert changed["SalesFormsPrefs"]["CustomTxnNumbers"] is True
    assert changed["SalesFormsPrefs"]["AllowDiscount"] is True
    assert "BookCloseDate" not in changed["AccountingInfoPrefs"]
    assert qbo.fault("preferences", body)["code"] == "5010"


def test_company_info_is_read_by_the_realm(qbo: Client) -> None:
    info = qbo.get("companyinfo/9130000000000001")["CompanyInfo"]
    assert (info["CompanyName"], info["Country"]) == ("Emulated Company", "US")
