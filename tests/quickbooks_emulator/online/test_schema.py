"""Properties: known, of the right type, not too long."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.quickbooks_emulator.client import Client, item_line


def test_an_unknown_property_is_refused_in_the_recorded_wording(qbo: Client) -> None:
    error = qbo.fault("invoice", {"BadJson": True})
    assert error["code"] == "2010"
    assert error["Message"] == "Request has invalid or unsupported property"
    assert error["Detail"].startswith(
        'Property Name:Unrecognized field "BadJson" (class com.intuit.schema.finance.v3.Invoice), '
        "not marked as ignorable ("
    )
    assert error["Detail"].endswith(" [truncated]])\n specified is unsupported or invalid")


def test_an_unknown_property_of_a_line_is_refused(qbo: Client) -> None:
    body = {"CustomerRef": {"value": qbo.customer()}, "Line": [item_line(1, Colour="red")]}
    assert 'Unrecognized field "Colour"' in qbo.fault("invoice", body)["Detail"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"DisplayName": "x" * 501}, "2050"),
        ({"DisplayName": "x", "Active": "perhaps"}, "2230"),
        ({"DisplayName": "x", "BillAddr": "street"}, "2010"),
        ({"DisplayName": "a:b"}, "2040"),
        ({"DisplayName": "a\tb"}, "2040"),
        ({"Active": True}, "6080"),
    ],
)
def test_a_customer_is_refused_with(qbo: Client, body: dict[str, object], code: str) -> None:
    assert qbo.fault("customer", body)["code"] == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"TxnDate": "01/02/2026"}, "2060"),
        ({"TxnDate": "2026-02-30"}, "2070"),
        ({"ExchangeRate": "abc"}, "2100"),
        ({"ExchangeRate": 10**16}, "2110"),
        ({"PrintStatus": "Perhaps"}, "2170"),
        ({"DocNumber": "x" * 22}, "2050"),
        ({"PrivateNote": "x" * 4001}, "2050"),
        ({"CustomerMemo": {"value": "x" * 1001}}, "2050"),
        ({"Line": 3}, "2010"),
    ],
)
def test_an_invoice_is_refused_with(qbo: Client, change: dict[str, object], code: str) -> None:
    body = {"CustomerRef": {"value": qbo.customer()}, "Line": [item_line(1)]} | change
    assert qbo.fault("invoice", body)["code"] == code


def test_a_long_text_names_the_lengths(qbo: Client) -> None:
    error = qbo.fault("customer", {"DisplayName": "x", "Notes": "y" * 2001})
    assert error["element"] == "Notes"
    assert error["Detail"] == "Min: 0, Max: 2000, Supplied length: 2001"


def test_numbers_as_text_and_text_as_numbers_are_read(qbo: Client) -> None:
    line = item_line("12.50", item="1")
    line["SalesItemLineDetail"]["ItemRef"]["value"] = 1
    made = qbo.post("invoice", {"CustomerRef": {"value": int(qbo.customer())}, "Line": [line]})
    assert made["TotalAmt"] == Decimal("12.50")
    assert made["CustomerRef"]["value"].isdigit()


def test_a_date_with_a_time_is_accepted_as_recorded(qbo: Client) -> None:
    body = {"CustomerRef": {"value": qbo.customer()}, "Line": [item_line(1)]}
    made = qbo.post("invoice", body | {"TxnDate": "2019-06-20 16:29:01 -0700"})
    assert made["TxnDate"] == "2019-06-20"


def test_read_only_values_are_ignored(qbo: Client) -> None:
    body = {"CustomerRef": {"value": qbo.customer()}, "Line": [item_line(30)], "TotalAmt": 173.7}
    body["TotalAmt"] = Decimal("173.70")
    body |= {"Balance": 5, "HomeTotalAmt": 9}
    made = qbo.post("invoice", body)
    assert made["TotalAmt"] == made["Balance"] == 30
    assert "HomeTotalAmt" not in made


def test_broken_text_is_refused(qbo: Client) -> None:
    assert qbo.send("POST", "invoice", b"{").status == 400
    assert qbo.send("POST", "invoice", b"\xff\xfe{").status == 500


def test_quantities_and_prices_come_back_without_trailing_zeros(qbo: Client) -> None:
    line = item_line(Decimal("30.0"), Qty=Decimal("2.0"), UnitPrice=Decimal("15.00"))
    response = qbo.send("POST", "salesreceipt", {"Line": [line]})
    assert '"Amount":30.00,' in response.text
    assert '"Qty":2,"UnitPrice":15,' in response.text
