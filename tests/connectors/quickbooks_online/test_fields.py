"""Fields: the table is the published one; what we send keeps to it, and what breaks it is named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.connectors import field_table
from tests.connectors.recorded import FILES, sent
from tests.connectors.sample import CUSTOMER, EVERY, INVOICE, crosswalk, record
from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.encode import encoded
from tieout.connectors.quickbooks_online.fields import PATH, breaches, table
from tieout.core.crosswalk import party_document
from tieout.core.document import DOCUMENT_TYPES
from tieout.core.errors import TerminalError

CONVENTIONS = (
    Convention(),
    Convention(country="CA", custom_numbers=False, multi_currency=True, classes="line", locations=True),
    Convention(classes="transaction"),
)


def said(entity: str, body: dict[str, Any]) -> list[str]:
    return [str(one) for one in breaches(entity, body)]


@pytest.mark.skipif(not field_table.SHEET.exists(), reason="the fact sheet is not at hand")
def test_the_table_is_the_published_one() -> None:
    """`python -m tests.connectors.field_table` writes it anew."""
    assert PATH.read_text(encoding="utf-8") == field_table.reduced()


def test_every_entity_of_the_connector_is_in_the_table() -> None:
    assert set(field_table.ENTITIES) == set(table().entities)
    assert set(DOCUMENT_TYPES) <= set(table().entities)


@pytest.mark.covers("S003-16")
@pytest.mark.parametrize("convention", CONVENTIONS, ids=["us", "abroad", "per transaction"])
def test_every_document_we_send_keeps_to_the_reference(convention: Convention) -> None:
    """All types of documents, each as this company wants it written; the encoder would refuse others."""
    assert {one.type for one in EVERY} == set(DOCUMENT_TYPES)
    for one in EVERY:
        long = replace(one, memo="x" * 9000)
        assert breaches(one.type, encoded(long, crosswalk(), convention)) == []


@pytest.mark.parametrize(
    ("entity", "change", "found"),
    [
        ("Invoice", {"DocNumber": "x" * 22}, ["DocNumber is 22 characters long, and may be 21"]),
        ("Invoice", {"Colour": "red"}, ["Colour is not known to QuickBooks"]),
        ("Invoice", {"Balance": Decimal(1)}, ["Balance is written by QuickBooks only"]),
        ("Invoice", {"CustomerRef": {"value": 5}}, ["CustomerRef has to name a record by its id"]),
        ("Invoice", {"TxnDate": "31.3.2026"}, ["TxnDate has to be a date"]),
        ("Invoice", {"GlobalTaxCalculation": "None"}, ["GlobalTaxCalculation must not be 'None'"]),
        ("Invoice", {"Line": {}}, ["Line has to be a list"]),
        ("Invoice", {"BillAddr": "Main Street"}, ["BillAddr has to be an object"]),
        ("Invoice", {"ApplyTaxAfterDiscount": "true"}, ["ApplyTaxAfterDiscount has to be true or false"]),
        (
            "Invoice",
            {"BillAddr": {"Line1": "a" * 501}},
            ["BillAddr.Line1 is 501 characters long, and may be 500"],
        ),
        ("Invoice", {"ExchangeRate": "1.1"}, ["ExchangeRate has to be an exact number"]),
        ("Term", {"DueDays": "30"}, ["DueDays has to be a whole number"]),
        ("Account", {"AccountType": "Cash"}, ["AccountType must not be 'Cash'"]),
    ],
)
def test_what_breaks_the_reference_is_named_by_its_place(
    entity: str, change: dict[str, Any], found: list[str]
) -> None:
    good = {"Term": {"Name": "Net 30"}, "Account": {"Name": "Till"}}
    body = good.get(entity) or encoded(INVOICE, crosswalk(), Convention())
    assert said(entity, {**body, **change}) == found


def test_what_is_required_is_missed() -> None:
    assert said("Payment", {}) == ["CustomerRef is missing", "TotalAmt is missing"]
    row = {"Amount": Decimal(1), "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": {}}
    assert said("JournalEntry", {"Line": [row, {"DetailType": "SalesItemLineDetail"}]}) == [
        "Line[1].JournalEntryLineDetail.AccountRef is missing",
        "Line[1].JournalEntryLineDetail.PostingType is missing",
        "Line[2].DetailType must not be 'SalesItemLineDetail' on JournalEntry",
    ]


@pytest.mark.parametrize(
    ("amount", "fits"),
    [("1.00", True), ("9999999999.99999", True), ("10000000000", False), ("0.000001", False), (1, True)],
)
def test_an_amount_has_ten_digits_and_five_places(amount: Any, fits: bool) -> None:
    row = {"Amount": Decimal(amount), "LinkedTxn": []}
    assert (
        breaches("Payment", {"CustomerRef": {"value": "1"}, "TotalAmt": 1, "Line": [row]}) == []
    ) is fits


def test_a_field_that_breaks_it_is_refused_before_anything_is_sent() -> None:
    """An address longer than QuickBooks holds: someone owns it, and nothing leaves."""
    long = record(
        "Customer",
        party_document("demo", "Customer", "long", "USD"),
        DisplayName="Long",
        Email=f"{'x' * 100}@example.com",
    )
    assert encoded(CUSTOMER, crosswalk(), Convention())
    with pytest.raises(TerminalError) as stopped:
        encoded(long, crosswalk(), Convention())
    assert stopped.value.problem.code == "field_unfit"
    assert "PrimaryEmailAddr.Address is 112 characters long, and may be 100" in stopped.value.problem.why


def without_nothing(value: Any) -> Any:
    """An object without what is null, as its sender's library leaves it out on the way."""
    if isinstance(value, list):
        return [without_nothing(one) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {name: without_nothing(one) for name, one in value.items() if one not in (None, "None")}
    return {name: one for name, one in kept.items() if one != {} and set(kept) != {"name"}}


@pytest.mark.skipif(not FILES, reason="the recorded payloads are not at hand")
def test_what_quickbooks_took_from_others_the_table_takes_too() -> None:
    """So it is not stricter than QuickBooks; what was refused for an unknown field it refuses."""
    judged = {
        path.name: (said(entity, without_nothing(body)), taken) for path, entity, body, taken in sent()
    }
    assert len(judged) >= 18
    assert {name: found for name, (found, taken) in judged.items() if taken and found} == {}
    assert "BadJson is not known to QuickBooks" in judged["post-invoice-400.json"][0]
