"""Sealing: what is over and may cross becomes a document once; what may not is held with its case."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.cycle.small_books import SmallBooks, event, invoice, party, service
from tieout.core.account import account_key
from tieout.core.crosswalk import party_document
from tieout.core.entry import Entry, Line, Side
from tieout.core.ids import EntryId, EventId
from tieout.core.mapping import Dimension, MappedAccount
from tieout.core.problem import Problem
from tieout.storage.cases import resolve_cases
from tieout.storage.entries import append_entries
from tieout.storage.outbox import SqliteOutbox
from tieout.storage.settings import keep_mapping

BASE = (party("C-1", "Harbour Foods"), service())


def test_an_entry_is_sealed_once_and_only_when_its_day_is_over(books: SmallBooks) -> None:
    books.load(*BASE, invoice("I-1", day=5), invoice("I-2", day=9))
    books.cost()
    assert books.seal(date(2026, 3, 4)) == 0
    books.seal(date(2026, 3, 5))
    assert [one.number for one in books.documents("Invoice")] == ["I-1"]
    books.seal()
    assert books.seal() == 0
    assert [one.number for one in books.documents("Invoice")] == ["I-1", "I-2"]


def test_what_comes_late_to_a_sealed_day_is_its_next_document(books: SmallBooks) -> None:
    sale = {"channel": "web", "customer": "C-1"}
    first = event("sale_paid", 5, number="W-1", **sale, **_tendered("25.00"))
    second = event("sale_paid", 5, number="W-2", **sale, **_tendered("10.00"))
    books.post(*BASE, first)
    made = [one for one in books.post(second) if one.key.startswith("sale")]
    assert len({one.key for one in made}) == 1
    assert [one.sequence for one in made] == [0, 1]
    assert len({one.id for one in made}) == 2


def _tendered(amount: str) -> dict[str, object]:
    tender = {"type": "gateway", "gateway": "stripe", "amount": amount, "reference": f"ch {amount}"}
    return {
        "currency": "USD",
        "total": amount,
        "lines": [{"line": "1", "item": "HOUR", "quantity": "1", "amount": amount}],
        "tenders": [tender],
    }


@pytest.mark.covers("S000-17")
def test_an_unmapped_account_holds_its_entries_and_no_others(tmp_path: Path) -> None:
    books = SmallBooks(tmp_path / "books.sqlite", unmapped=["shipping_income"])
    with_freight = invoice("I-1", amount="20.00") | {"shipping": "5.00", "total": "25.00"}
    made = books.post(*BASE, with_freight, invoice("I-2"))
    assert [one.number for one in made if one.type == "Invoice"] == ["I-2"]
    assert books.codes() == ["account_unmapped"]
    books.seal()
    assert books.codes() == ["account_unmapped"]
    books.map("shipping_income")
    books.seal()
    assert [one.number for one in books.documents("Invoice")] == ["I-2", "I-1"]
    assert books.codes() == []
    books.database.close()


def test_what_quickbooks_cannot_hold_is_held_with_its_reason(books: SmallBooks) -> None:
    lines = (
        Line(Side.DR, account_key("bank"), 100, 110),
        Line(Side.CR, account_key("rounding"), 100, 110),
    )
    euro = Entry(
        id=EntryId("euro"),
        event=EventId("e"),
        rule="r",
        day=date(2026, 3, 5),
        currency="EUR",
        rate="1.1",
        document="JournalEntry",
        lines=lines,
    )
    with books.database.write() as connection:
        append_entries(connection, [euro])
    made = books.post(*BASE, invoice("I-2"))
    assert [one.type for one in made if one.lines] == ["Invoice"]
    assert books.codes() == ["currency_not_enabled"]
    books.seal(multi_currency=True)
    assert books.codes() == []
    assert [one.currency for one in books.documents("JournalEntry")] == ["EUR"]


def test_a_document_of_a_closed_period_moves_to_the_first_open_day(books: SmallBooks) -> None:
    made = books.post(*BASE, invoice("I-1", day=5), closed_through=date(2026, 3, 9))
    [moved] = [one for one in made if one.type == "Invoice"]
    assert moved.day == date(2026, 3, 10)
    assert "of 2026-03-05, whose period is closed" in moved.memo


@pytest.mark.covers("S001-153")
def test_a_class_quickbooks_does_not_track_is_told_once_and_holds_nothing(books: SmallBooks) -> None:
    """Resolved by a person it stays so; tracked, the case closes itself."""
    known = MappedAccount(outside_id="revenue", name="Sales", tracked_class=Dimension("7", "Retail"))
    with books.database.write() as connection:
        keep_mapping(connection, [("revenue", known)], "tests", books.tick())
    made = books.post(*BASE, invoice("I-1"))
    assert [one.number for one in made if one.type == "Invoice"] == ["I-1"]
    [case] = books.cases()
    assert (case.problem.code, case.subject) == ("classes_untracked", "classes")
    books.seal()
    assert [one.id for one in books.cases()] == [case.id]
    with books.database.write() as connection:
        resolve_cases(connection, [case.id], "kim", books.tick(), "the edition has none")
    books.seal()
    assert books.cases() == []


def test_a_class_that_is_tracked_closes_its_case(books: SmallBooks) -> None:
    known = MappedAccount(outside_id="revenue", name="Sales", tracked_class=Dimension("7", "Retail"))
    with books.database.write() as connection:
        keep_mapping(connection, [("revenue", known)], "tests", books.tick())
    books.seal()
    assert books.codes() == ["classes_untracked"]
    books.seal(classes="line")
    assert books.codes() == []


def test_every_document_has_its_entries_and_its_crossing(books: SmallBooks) -> None:
    books.post(*BASE, invoice("I-1"), invoice("I-2"))
    assert books.rows("SELECT COUNT(*) FROM document_entry") == books.rows("SELECT COUNT(*) FROM entry")
    assert books.rows("SELECT COUNT(*) FROM unsealed") == [(0,)]
    assert len(books.states()) == len(books.documents())


def test_a_document_whose_customer_was_refused_is_blocked_and_someones(books: SmallBooks) -> None:
    books.post(*BASE, invoice("I-1"))
    outbox = SqliteOutbox(books.database, "demo", "USD")
    reason = Problem(code="name_taken", what="w.", why="y.", next_step="n.", owner="accountant")
    customer = party_document("demo", "Customer", "C-1", "USD")
    outbox.refuse(customer, reason, books.tick())
    made = books.post(invoice("I-2"))
    assert [books.states()[one.id] for one in made if one.type == "Invoice"] == ["blocked", "blocked"]
    assert sorted(books.codes()) == ["name_taken", "needs_refused_document", "needs_refused_document"]
