"""Reversible: what stands alone may be taken back; what its fact counts on is stated anew instead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cycle.small_books import Plain, SmallBooks, event, invoice, party, service
from tests.cycle.test_held_money import HELD, goods, sale, shipped
from tieout.core.document import Document
from tieout.core.entry import Entry
from tieout.core.errors import TerminalError
from tieout.cycle.reversal import ReversalAct, reverse
from tieout.cycle.reversed_stock import OF_DOCUMENT
from tieout.runtime.reversible import check_reversible
from tieout.storage.entries import entries_of

ALONE = "not_held_yet"
"""What is said of a document that may be taken back as soon as QuickBooks holds it."""


@pytest.fixture
def books(tmp_path: Path) -> Iterator[SmallBooks]:
    small = SmallBooks(tmp_path / "books.sqlite")
    small.load(party("C-1", "Harbour"), service(), _rate("1.10", 1), _rate("1.20", 7))
    yield small
    small.database.close()


def _rate(value: str, day: int) -> Plain:
    return event("exchange_rate", day, currency="EUR", rate=value, rate_source="bank")


def paid(amount: str, currency: str = "EUR", **fields: str) -> Plain:
    of = {"customer": "C-1", "channel": "wholesale", "gateway": "stripe", "invoice": "I-1"}
    return event("payment_captured", 8, number="P-1", currency=currency, amount=amount, **(of | fields))


def entries(books: SmallBooks, document: Document) -> list[Entry]:
    with books.database.read() as connection:
        return [entry for _, entry in entries_of(connection, OF_DOCUMENT, document.id)]


def said(books: SmallBooks, rule: str) -> str:
    """The code of what is said of the first document with an entry of a rule."""
    found = next(one for one in books.documents() if rule in {e.rule for e in entries(books, one)})
    with books.database.read() as connection, pytest.raises(TerminalError) as refused:
        check_reversible(connection, found, entries(books, found))
    return refused.value.problem.code


def test_a_payment_that_pays_its_invoice_is_whole(books: SmallBooks) -> None:
    books.post(in_euro(invoice("I-1", amount="100.00")), paid("60.00"))
    assert said(books, "payment of an invoice") == ALONE
    assert said(books, "exchange difference of a payment") == "part_of_its_fact"


def test_of_converted_money_no_half_is_taken_back_alone(books: SmallBooks) -> None:
    books.post(in_euro(invoice("I-1", amount="100.00")), paid("160.00"))
    assert said(books, "payment of an invoice") == "part_of_its_fact"
    assert said(books, "money paid beyond an invoice") == "part_of_its_fact"


def test_of_money_in_its_own_currency_a_half_is(books: SmallBooks) -> None:
    books.post(invoice("I-1", amount="100.00"), paid("160.00", "USD"))
    assert said(books, "payment of an invoice") == said(books, "money paid beyond an invoice") == ALONE


def test_the_money_of_a_sale_that_waits_stays_with_it(books: SmallBooks) -> None:
    books.post(*goods(), sale("W-1", 4))
    assert said(books, HELD) == "part_of_its_fact"


def test_what_a_revision_took_back_is_gone(books: SmallBooks) -> None:
    first = invoice("I-1", amount="100.00")
    books.post(first)
    lines = [{**first["lines"][0], "amount": "90.00"}]
    books.load({**first, "lines": lines, "total": "90.00"}, file="anew.jsonl")
    books.cost()
    books.seal()
    assert said(books, "invoice") == "revised_since"


@pytest.mark.parametrize(
    ("rule", "code"), [("payment of an invoice", "reversal_stands"), ("goods shipped", ALONE)]
)
def test_what_took_back_is_not_taken_back_unless_lots_stood(
    books: SmallBooks, rule: str, code: str
) -> None:
    books.post(*goods(), invoice("I-1", amount="100.00"), paid("60.00", "USD"), shipped("W-1", 5))
    whole = next(one for one in books.documents() if rule in {e.rule for e in entries(books, one)})
    with books.database.write() as connection:
        reverse(connection, entries(books, whole), ReversalAct(whole, 0, None), "USD", "acme")
    books.seal()
    assert said(books, f"reversal of {rule}") == code


def in_euro(fact: Plain) -> Plain:
    return {**fact, "currency": "EUR"}
