"""Name lists: each party once per currency, under a name free over all lists, linked if it is there."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from tests.cycle.small_books import END, SmallBooks, event, invoice, party, service
from tieout.core.account import account_key
from tieout.core.capabilities import Capabilities
from tieout.core.crosswalk import party_document
from tieout.core.document import Document
from tieout.core.entry import Line, Side
from tieout.core.event import Party, event_of
from tieout.cycle.records import RecordDesk


def bill(supplier: str, number: str = "B-1", currency: str = "USD") -> dict[str, object]:
    line = {"line": "1", "amount": "10.00", "cost": "shipping_cost"}
    said = {"currency": currency, "total": "10.00", "lines": [line]}
    return event("bill_approved", 5, number=number, supplier=supplier, **said)


def names(documents: list[Document]) -> dict[str, str]:
    return {
        f"{one.type} {one.party} {one.currency}": dict(one.fields)["DisplayName"]
        for one in documents
        if one.type in {"Customer", "Vendor"}
    }


@pytest.mark.covers("S004-08")
def test_a_customer_is_created_once_before_its_first_invoice(books: SmallBooks) -> None:
    made = books.post(
        party("C-1", "Harbour Foods", email="a@b.example"), service(), invoice("I-1"), invoice("I-2")
    )
    [customer] = [one for one in made if one.type == "Customer"]
    assert dict(customer.fields)["Email"] == "a@b.example"
    assert all(customer.id in one.needs for one in made if one.type == "Invoice")
    assert books.states()[customer.id] == "ready"
    again = books.post(invoice("I-3"))
    assert [one for one in again if one.type == "Customer"] == [customer]


@pytest.mark.covers("S004-13")
def test_one_record_per_party_and_currency(books: SmallBooks) -> None:
    """A euro journal for a customer who is known in dollars needs a record of its own."""
    books.post(party("C-1", "Harbour Foods"), service(), invoice("I-1"))
    euro_customer = party_document("demo", "Customer", "C-1", "EUR")
    debtor = account_key("accounts_receivable")
    lines = (
        Line(Side.DR, debtor, 100, 110, party="C-1"),
        Line(Side.CR, account_key("rounding"), 100, 110),
    )
    journal = replace(
        books.documents("Invoice")[0],
        type="JournalEntry",
        currency="EUR",
        party="",
        lines=lines,
        needs=(euro_customer,),
    )
    known = {"C-1": event_of(party("C-1", "Harbour Foods"))}
    desk = RecordDesk("demo", cast("dict[str, Party]", known), Capabilities(), END)
    with books.database.write() as connection:
        [record] = desk.needed(connection, [journal, journal])
    assert record.id == euro_customer
    assert names([record]) == {"Customer C-1 EUR": "Harbour Foods (customer)"}


def test_a_supplier_named_like_a_customer_gets_a_name_of_its_own(books: SmallBooks) -> None:
    made = books.post(
        party("C-1", "Harbour Foods"),
        party("S-1", "HARBOUR FOODS", "supplier"),
        service(),
        invoice("I-1"),
        bill("S-1"),
    )
    assert names(made) == {
        "Customer C-1 USD": "Harbour Foods",
        "Vendor S-1 USD": "HARBOUR FOODS (vendor)",
    }
    assert [
        name for (name,) in books.rows("SELECT name FROM reserved_name WHERE name LIKE 'harb%' ORDER BY 1")
    ] == [
        "harbour foods",
        "harbour foods (vendor)",
    ]


@pytest.mark.covers("S004-09")
def test_a_record_quickbooks_has_is_linked_not_created(books: SmallBooks) -> None:
    books.outside(("Customer", "58", "harbour foods", "USD"))
    made = books.post(party("C-1", "Harbour Foods"), service(), invoice("I-1"))
    assert names(made) == {"Customer C-1 USD": "harbour foods"}
    customer = party_document("demo", "Customer", "C-1", "USD")
    assert books.states()[customer] == "confirmed"
    assert books.rows("SELECT document, outside_id FROM outside") == [(customer, "58")]


@pytest.mark.parametrize(
    "taken", [("Employee", "7", "Harbour Foods", "USD"), ("Customer", "7", "Harbour Foods", "EUR")]
)
def test_a_name_of_another_list_or_currency_is_not_free_and_not_ours(
    books: SmallBooks, taken: tuple[str, str, str, str]
) -> None:
    books.outside(taken)
    made = books.post(party("C-1", "Harbour Foods"), service(), invoice("I-1"))
    assert names(made) == {"Customer C-1 USD": "Harbour Foods (customer)"}
    assert set(books.states().values()) == {"ready", "waiting"}


def test_two_customers_of_one_name_are_two_records(books: SmallBooks) -> None:
    made = books.post(
        party("C-1", "Anna Berg"),
        party("C-2", "Anna Berg"),
        service(),
        invoice("I-1"),
        invoice("I-2", "C-2"),
    )
    assert names(made) == {"Customer C-1 USD": "Anna Berg", "Customer C-2 USD": "Anna Berg (customer)"}


def test_each_account_sold_to_has_one_product(books: SmallBooks) -> None:
    made = books.post(party("C-1", "Harbour Foods"), service(), invoice("I-1"), invoice("I-2"))
    assert [dict(one.fields)["account"] for one in made if one.type == "Item"] == [
        "revenue(wholesale,services)"
    ]
