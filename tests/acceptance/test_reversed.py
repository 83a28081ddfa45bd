"""A month, every type of document in it taken back by an approved act: once, linked, tied out, replayable.

The company keeps documents in their own currency, so that dollars and euros are both taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from quickbooks_emulator.online.server import REALM, TOKEN
from tests.acceptance import shop
from tests.acceptance.company import TODAY, Books, company, load, quickbooks, run, with_controller
from tests.acceptance.files import month_files
from tests.acceptance.tampering import Json
from tests.acceptance.test_tampered import call, mark
from tieout.connectors.quickbooks_online import Client, QuickBooksOnline
from tieout.core.document import Document
from tieout.core.errors import TerminalError
from tieout.posting.reversal import REVERSED_BY
from tieout.runtime.acts import clock
from tieout.runtime.company import Company, change_setting, open_company
from tieout.runtime.reversal import Reversed, reverse_document
from tieout.runtime.tieout import reconcile
from tieout.runtime.verify import verify
from tieout.storage.documents import document_of
from tieout.storage.standing import stuck

THROUGH = TODAY - timedelta(days=1)
PLUMS = shop.SUPPLIER | {"party": "S-PLUM", "id": "S-PLUM"}
CREDIT = (
    shop.fact(
        *("supplier_credited", "SCR-1", "2026-03-09"),
        number="SCR-1",
        supplier="S-PLUM",
        currency="USD",
        total="25.00",
        lines=[{"line": "1", "amount": "25.00"}],
    ),
)
WHY = "booked for the wrong customer"


@dataclass(frozen=True)
class Taken:
    """A company after its month with one document of each type and currency taken back."""

    company: Company
    books: Books
    originals: tuple[Document, ...]
    acts: tuple[Reversed, ...]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    folder = tmp_path_factory.mktemp("taken")
    with (
        pytest.MonkeyPatch.context() as patch,
        quickbooks(folder / "quickbooks.sqlite", multi_currency=True) as books,
    ):
        made = with_controller(company(folder / "home", books.url, patch))
        load(made, [*month_files(folder / "files", 7, 200), shop.file(folder, "credit", PLUMS, *CREDIT)])
        run(made)
        chosen = tuple(one_of_each(made))
        acts = tuple(reverse_document(made, one.id, WHY, "carla", clock()) for one in chosen)
        run(made)
        yield Taken(made, books, chosen, acts)
        made.database.close()


def one_of_each(made: Company) -> Iterator[Document]:
    """The first confirmed document of each type and currency, summaries apart from documents."""
    seen = set()
    for document in documents(made):
        whole = (document.type, document.currency, ":" in document.key)
        if document.lines and document.type in REVERSED_BY and whole not in seen:
            seen.add(whole)
            yield document


def documents(made: Company) -> list[Document]:
    with made.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT d.* FROM document d JOIN crossing_state s ON s.document = d.id ORDER BY d.seq"
        )
        return [document_of(row) for row in rows]


def held(taken: Taken) -> dict[str, Json]:
    """What QuickBooks holds of ours, by our mark."""
    objects = call(taken.books.url, "state?full=true")["objects"]
    return {mark(body): body | {"type": kind} for kind, rows in objects.items() for body in rows}


def states(made: Company) -> dict[str, str]:
    with made.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT document, state FROM crossing_state")
        return {row.document: row.state for row in rows}


def test_every_type_is_taken_back_and_crosses(taken: Taken) -> None:
    assert {one.type for one in taken.originals} >= {
        *("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Payment", "JournalEntry", "Bill"),
        "VendorCredit",
    }
    assert "EUR" in {one.currency for one in taken.originals}
    now = states(taken.company)
    assert {now[one.id] for one in taken.originals} == {"reversed"}
    assert set(now.values()) == {"reversed", "confirmed"}


@pytest.mark.covers("S001-70")
def test_quickbooks_holds_the_opposite_of_each_beside_it(taken: Taken) -> None:
    there = held(taken)
    with taken.company.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT e.id, d.id AS document FROM document_entry m JOIN entry e ON e.seq = m.entry "
            "JOIN document d ON d.seq = m.document"
        )
        by_entry = {row.id: row.document for row in rows}
    for act in taken.acts:
        original = there[act.document.id]
        back = there[by_entry[act.entries[0].id]]
        assert back["type"] == REVERSED_BY[act.document.type]
        assert back.get("TotalAmt", 0) == (0 if back["type"] == "JournalEntry" else original["TotalAmt"])


def test_what_was_open_of_an_invoice_is_settled_by_its_credit(taken: Taken) -> None:
    there = held(taken)
    invoices = [act for act in taken.acts if act.document.type == "Invoice"]
    assert invoices
    for act in invoices:
        assert there[act.document.id]["Balance"] == 0


@pytest.mark.covers("S000-46")
def test_the_books_tie_out_with_the_reversals(taken: Taken) -> None:
    with closing(Client(taken.books.url, REALM, lambda: TOKEN)) as client:
        result = reconcile(taken.company, QuickBooksOnline.of_company(client), THROUGH)
    assert [(one.reason, one.text) for row in result.rows for one in row.differences] == []
    assert result.tied


def test_a_replay_does_the_acts_again_at_their_place(taken: Taken) -> None:
    assert [one.why for one in verify(taken.company).problems] == []


def test_a_document_is_taken_back_once(taken: Taken) -> None:
    before = len(documents(taken.company))
    for one in taken.originals:
        with pytest.raises(TerminalError) as refused:
            reverse_document(taken.company, one.id, "again", "carla", clock())
        assert refused.value.problem.code == "reversed_before"
    run(taken.company)
    assert len(documents(taken.company)) == before


def test_who_why_and_when_is_in_the_audit_log(taken: Taken) -> None:
    with taken.company.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT subject, who, after, at FROM audit WHERE act = 'document reversed'"
        ).all()
    assert [row.subject for row in rows] == [one.id for one in taken.originals]
    assert {(row.who, row.after) for row in rows} == {("carla", f"reversed: {WHY}")}
    assert all(datetime.fromisoformat(row.at).tzinfo for row in rows)


def test_a_record_of_a_list_and_a_linking_payment_have_nothing_to_take_back(taken: Taken) -> None:
    posts_nothing = [one for one in documents(taken.company) if not one.lines]
    assert {one.type for one in posts_nothing} >= {"Customer", "Payment"}
    for one in posts_nothing[:1] + posts_nothing[-1:]:
        with pytest.raises(TerminalError) as refused:
            reverse_document(taken.company, one.id, "x", "carla", clock())
        assert refused.value.problem.code == "posts_nothing"


def test_what_belongs_to_a_closed_period_goes_back_in_the_open_one(taken: Taken) -> None:
    """After the other tests: the act changes the company."""
    change_setting(taken.company, "closed_through", "2026-03-31")
    closed = open_company(taken.company.name)
    one = next(
        document
        for document in documents(closed)
        if document.type == "Invoice" and states(closed)[document.id] == "confirmed"
    )
    act = reverse_document(closed, one.id, "late", "carla", clock())
    assert {entry.day for entry in act.entries} == {date(2026, 4, 1)}
    with closed.database.read() as connection:
        assert list(stuck(connection, closed.name)) == []
    closed.database.close()
