"""Imports: lists are kept, likeness holds what would be made twice, and a person's word decides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.cycle.small_books import COMPANY, SmallBooks, invoice, party, service
from tieout.connectors.memory import MemoryBooks
from tieout.core.errors import TerminalError
from tieout.core.outside import OutsideRecord
from tieout.runtime import imports
from tieout.runtime.company import Company, Settings

NOW = datetime(2026, 4, 2, tzinfo=UTC)
INC = OutsideRecord(type="Customer", id="12", name="Harbour Foods Inc.", raw='{"Id":"12"}')
EURO = OutsideRecord(type="Customer", id="13", name="Harbour Foods EU", currency="EUR", raw='{"Id":"13"}')
IDLE = OutsideRecord(
    type="Customer", id="14", name="Harbour Foods (deleted)", active=False, raw='{"Id":"14"}'
)
ITEM = OutsideRecord(
    type="Item",
    id="21",
    name="Consulting",
    raw=json.dumps({"Id": "21", "Type": "Service", "IncomeAccountRef": {"value": "revenue"}}),
)
TRACKED = OutsideRecord(type="Item", id="22", name="Jam", raw=json.dumps({"Id": "22", "Type": "Inventory"}))
ELSEWHERE = OutsideRecord(
    type="Item",
    id="23",
    name="Fees",
    raw=json.dumps({"Id": "23", "Type": "Service", "IncomeAccountRef": {"value": "other"}}),
)
LISTS = (INC, EURO, IDLE, ITEM, TRACKED, ELSEWHERE)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[SmallBooks]:
    made = SmallBooks(tmp_path / "books.sqlite")
    yield made
    made.database.close()


@pytest.fixture
def company(books: SmallBooks, tmp_path: Path) -> Company:
    """Its QuickBooks has customers and products of its own; one sale waits to be sealed."""
    opened = Company(COMPANY, tmp_path, books.database, Settings(start=date(2026, 3, 1)))
    imports.read_lists(opened, MemoryBooks(listed=list(LISTS)), "kim", NOW)
    books.load(party("C-1", "Harbour Foods"), service(), invoice("I-1"))
    books.cost()
    return opened


def sealed(books: SmallBooks) -> list[str]:
    books.seal_asking(88)
    return [one.number for one in books.documents("Invoice")]


def test_lists_are_kept_with_the_names_they_take(books: SmallBooks, company: Company) -> None:
    assert ("12", "Harbour Foods Inc.") in [
        tuple(row) for row in books.rows("SELECT id, name FROM outside_name WHERE type = 'Customer'")
    ]
    again = imports.read_lists(company, MemoryBooks(listed=list(LISTS)), "kim", NOW)
    assert {one.type: one[1:] for one in again}["Customer"] == (3, 0, 0, 0)


@pytest.mark.covers("S001-28", "S004-09", "S003-15", "S004-27")
def test_a_customer_like_one_that_is_there_waits_and_is_linked(books: SmallBooks, company: Company) -> None:
    """Never a duplicate: nothing is created before a person said whether the two are one."""
    assert sealed(books) == []
    [case] = books.cases()
    assert (case.problem.code, case.subject) == ("party_like_existing", "Customer C-1 USD")
    assert "Harbour Foods Inc. (id 12, 100 % by the name)" in case.problem.what
    assert "tieout import link customer C-1 12 --currency USD" in case.problem.next_step
    [asked] = imports.suggestions(company)
    assert (asked.key, asked.asked, [one.record.id for one in asked.close]) == ("C-1", True, ["12"])
    found = imports.link(company, "customer", "C-1", "12", "", who="kim", now=NOW)
    assert found == INC
    assert sealed(books) == ["I-1"]
    assert books.cases() == []
    assert imports.suggestions(company) == []
    [customer] = books.documents("Customer")
    assert dict(customer.fields)["DisplayName"] == "Harbour Foods Inc."
    assert books.states()[customer.id] == "confirmed"
    assert books.rows("SELECT outside_id FROM outside WHERE document = ?", customer.id) == [("12",)]
    [act] = books.rows("SELECT who, subject, after FROM audit WHERE act = 'record linked'")
    assert tuple(act) == ("kim", "Customer C-1 USD", "12 Harbour Foods Inc.")


@pytest.mark.covers("S004-08")
def test_a_customer_told_apart_gets_a_record_of_its_own(books: SmallBooks, company: Company) -> None:
    assert sealed(books) == []
    imports.create(company, "customer", "C-1", "", "another branch", who="kim", now=NOW)
    assert sealed(books) == ["I-1"]
    [customer] = books.documents("Customer")
    assert books.states()[customer.id] == "ready"
    [act] = books.rows("SELECT who, after FROM audit WHERE act = 'record to be created'")
    assert tuple(act) == ("kim", "another branch")


def test_nobody_is_asked_where_asking_is_off(books: SmallBooks, company: Company) -> None:
    books.seal_asking(0)
    assert [one.number for one in books.documents("Invoice")] == ["I-1"]


@pytest.mark.covers("S004-13")
def test_another_currency_is_another_record(books: SmallBooks, company: Company) -> None:
    """The euro record is no candidate for the dollar party, and cannot be linked to it."""
    with pytest.raises(TerminalError) as stopped:
        imports.link(company, "customer", "C-1", "13", "USD", who="kim", now=NOW)
    assert "It is kept in EUR, and this is USD." in stopped.value.problem.why


@pytest.mark.parametrize(
    ("kind", "key", "id_", "code", "words"),
    [
        ("customer", "C-1", "99", "match_unfit", "No record of that id"),
        ("customer", "C-1", "14", "match_unfit", "inactive"),
        ("customer", "C-77", "12", "match_unfit", "No party is C-77"),
        ("item", "revenue", "22", "match_unfit", "a cost of its own"),
        ("item", "revenue", "23", "match_unfit", "does not post to revenue"),
        ("item", "nonsense(", "21", "account_key_unknown", ""),
    ],
)
def test_what_cannot_be_linked_is_said(
    company: Company, kind: str, key: str, id_: str, code: str, words: str
) -> None:
    with pytest.raises(TerminalError) as stopped:
        imports.link(company, kind, key, id_, "", who="kim", now=NOW)
    assert stopped.value.problem.code == code
    assert words in stopped.value.problem.why


@pytest.mark.covers("S004-12")
def test_a_product_of_quickbooks_stands_for_an_account_key(books: SmallBooks, company: Company) -> None:
    imports.create(company, "customer", "C-1", "USD", "new", who="kim", now=NOW)
    imports.link(company, "item", "revenue(wholesale,services)", "21", "", who="kim", now=NOW)
    assert sealed(books) == ["I-1"]
    linked = books.rows("SELECT document FROM outside WHERE type = 'Item' AND outside_id = '21'")
    [product] = [one for one in books.documents("Item") if (one.id,) in linked]
    assert dict(product.fields) == {"Name": "Consulting", "account": "revenue(wholesale,services)"}


def test_what_crossed_is_decided(books: SmallBooks, company: Company) -> None:
    imports.create(company, "customer", "C-1", "", "new", who="kim", now=NOW)
    assert sealed(books) == ["I-1"]
    with pytest.raises(TerminalError) as stopped:
        imports.link(company, "customer", "C-1", "12", "", who="kim", now=NOW)
    assert stopped.value.problem.code == "match_decided"
