"""Names: unique over their lists, within their lengths, renamed when retired."""

from __future__ import annotations

import pytest

from tests.quickbooks_emulator.client import Client


@pytest.mark.parametrize("resource", ["customer", "vendor", "employee"])
def test_customers_vendors_and_employees_share_names(qbo: Client, resource: str) -> None:
    qbo.customer("Ada")
    error = qbo.fault(resource, {"DisplayName": "ADA", "GivenName": "A"})
    assert error["code"] == "6240"
    taken = "Another customer, vendor or employee is already using this name. Please"
    if resource == "customer":  # one customer against another, as recorded
        taken = "Another customer is already using this name.  Please"
    detail = f"The name supplied already exists. : {taken} use a different name."
    assert error["Detail"] == detail


def test_the_recorded_null_wording_is_a_setting() -> None:
    qbo = Client(duplicate_name_detail="null")
    qbo.customer("Ada")
    error = qbo.fault("customer", {"DisplayName": "Ada"})
    assert error["Detail"] == "The name supplied already exists. : null"


@pytest.mark.parametrize(
    ("resource", "body"),
    [
        ("account", {"Name": "Rent", "AccountType": "Expense"}),
        ("class", {"Name": "North"}),
        ("department", {"Name": "Shop"}),
        ("term", {"Name": "Net 7", "DueDays": 7}),
        ("paymentmethod", {"Name": "Barter"}),
    ],
)
def test_listed_names_are_unique(qbo: Client, resource: str, body: dict[str, object]) -> None:
    qbo.post(resource, body)
    assert qbo.fault(resource, body)["code"] == "6240"


def test_a_retired_name_is_renamed_and_free_again(qbo: Client) -> None:
    made = qbo.post("vendor", {"DisplayName": "Bolt"})
    body = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Active": False}
    assert qbo.post("vendor", body)["DisplayName"] == "Bolt (deleted)"
    qbo.post("vendor", {"DisplayName": "Bolt"})
    assert len(qbo.query("select * from Vendor")["Vendor"]) == 1
    assert len(qbo.query("select * from Vendor where Active in (true, false)")["Vendor"]) == 2


def test_a_name_list_object_cannot_be_deleted(qbo: Client) -> None:
    body = {"Id": qbo.customer(), "SyncToken": "0"}
    error = qbo.fault("customer", body, operation="delete")
    assert (error["code"], error["Message"]) == ("500", "Unsupported Operation")


def test_names_nest_at_most_five_levels(qbo: Client) -> None:
    parent = qbo.post("class", {"Name": "1"})["Id"]
    for level in range(2, 6):
        made = qbo.post("class", {"Name": str(level), "ParentRef": {"value": parent}})
        parent = made["Id"]
    assert made["FullyQualifiedName"] == "1:2:3:4:5"
    error = qbo.fault("class", {"Name": "6", "ParentRef": {"value": parent}})
    assert error["code"] == "6180"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"AccountType": "Bank"}, "2020"),
        ({"Name": "x"}, "6010"),
        ({"Name": 'a"b', "AccountType": "Bank"}, "2040"),
        ({"Name": "a:b", "AccountType": "Bank"}, "2040"),
        ({"Name": "x" * 101, "AccountType": "Bank"}, "2050"),
        ({"Name": "x", "AccountType": "Bank", "AcctNum": "12345678"}, "2050"),
        ({"Name": "x", "AccountType": "Bank", "AccountSubType": "Inventory"}, "6430"),
        ({"Name": "x", "AccountType": "Treasure"}, "2170"),
        ({"Name": "x", "AccountType": "Bank", "CurrencyRef": {"value": "EUR"}}, "6000"),
    ],
)
def test_an_account_is_refused_with(qbo: Client, body: dict[str, object], code: str) -> None:
    assert qbo.fault("account", body)["code"] == code


def test_account_numbers_are_unique(qbo: Client) -> None:
    qbo.post("account", {"Name": "a", "AccountType": "Bank", "AcctNum": "1000"})
    body = {"Name": "b", "AccountType": "Bank", "AcctNum": "1000"}
    assert qbo.fault("account", body)["code"] == "6000"


def test_a_sub_type_alone_makes_the_account(qbo: Client) -> None:
    made = qbo.post("account", {"Name": "Loan", "AccountSubType": "NotesPayable"})
    assert (made["AccountType"], made["Classification"]) == ("Long Term Liability", "Liability")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"Type": "Service"}, "2020"),
        ({"Name": "x", "Type": "Service"}, "2020"),
        ({"Name": "x", "Type": "Group"}, "2120"),
        ({"Name": "x", "Type": "Inventory", "TrackQtyOnHand": True}, "2020"),
        ({"Name": "x", "Type": "Service", "IncomeAccountRef": {"value": "1"}}, "6430"),
        ({"Name": "x", "Type": "Service", "IncomeAccountRef": {"value": "999"}}, "2500"),
    ],
)
def test_an_item_is_refused_with(qbo: Client, body: dict[str, object], code: str) -> None:
    assert qbo.fault("item", body)["code"] == code


def test_a_missing_item_name_is_worded_as_recorded(qbo: Client) -> None:
    error = qbo.fault("item", {"Type": "Service"})
    assert error["Detail"] == "Required parameter Name is missing in the request"
    assert error["element"] == "Name"
