"""Unmatched money is posted, a person is told, and a case of what is missing closes by itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cycle.small_books import Plain, SmallBooks, event, invoice, party, service
from tieout import flow

MASTER = (party("C-1", "Alder"), party("C-2", "Birch"), service())


def captured(number: str, day: int = 3, amount: str = "25.00", **fields: Any) -> Plain:
    said = {"customer": "C-1", "channel": "web", "gateway": "stripe", "currency": "USD"} | fields
    return event("payment_captured", day, number=number, amount=amount, **said)


def payout(*references: str, day: int = 6) -> Plain:
    items = [
        {"type": "charge", "reference": one, "date": "2026-03-03", "gross": "25.00"} for one in references
    ]
    net = f"{25 * len(references)}.00"
    return event(
        "payout_settled", day, number="PO-1", gateway="stripe", currency="USD", net=net, items=items
    )


def held(books: SmallBooks) -> int:
    sql = (
        "SELECT COALESCE(SUM(CASE side WHEN 'Cr' THEN home ELSE -home END), 0) FROM entry_line "
        "WHERE account = 'customer_deposits'"
    )
    return int(books.rows(sql)[0][0])


def test_a_payment_of_an_invoice_nobody_stated_is_held_until_it_comes(books: SmallBooks) -> None:
    books.load(*MASTER, captured("P-1", invoice="INV-1"))
    books.cost()
    assert books.codes() == ["payment_invoice_unstated"]
    assert held(books) == 25_00
    books.load(invoice("INV-1"))
    books.cost()
    assert books.codes() == []
    assert held(books) == 0


def test_the_invoice_of_another_customer_does_not_end_it(books: SmallBooks) -> None:
    books.load(*MASTER, captured("P-1", invoice="INV-1"))
    books.cost()
    books.load(invoice("INV-1", "C-2"))
    books.cost()
    assert books.codes() == ["payment_invoice_unstated"]
    assert held(books) == 25_00


def test_an_invoice_that_is_loaded_but_later_or_not_recognised_is_stated(books: SmallBooks) -> None:
    goods = event("item", 1, item="FLOUR", name="Flour", inventory_role="inventory_finished")
    waits = [{"line": "1", "item": "FLOUR", "quantity": "1", "amount": "25.00"}]
    books.load(
        *MASTER,
        goods,
        captured("P-1", invoice="INV-1"),
        captured("P-2", invoice="INV-2"),
        invoice("INV-1", day=5),
        invoice("INV-2", day=2, order="SO-2", lines=waits),
    )
    books.cost()
    assert books.codes() == []


def test_what_is_paid_beyond_an_invoice_pays_its_revision(books: SmallBooks) -> None:
    first = invoice("INV-1", day=2)
    books.load(*MASTER, first, captured("P-1", amount="30.00", invoice="INV-1"))
    books.cost()
    assert books.codes() == ["payment_beyond_invoice"]
    assert held(books) == 5_00
    more = [{**first["lines"][0], "amount": "35.00"}]
    books.load({**first, "lines": more, "total": "35.00"})
    books.cost()
    assert held(books) == 0
    owed = "SELECT SUM(home) FROM open_item WHERE account LIKE 'accounts_receivable%'"
    assert books.rows(owed) == [(5_00,)]


def test_a_payout_names_the_items_nobody_stated(books: SmallBooks) -> None:
    books.load(
        *MASTER,
        captured("P-1", order="SO-1"),
        captured("P-2", order="SO-2", reference="ch_2"),
        payout("P-1", "ch_2", "ch_3"),
    )
    books.cost()
    assert [case.subject for case in books.cases()] == ["stripe movement ch_3"]
    books.load(captured("P-3", order="SO-3", reference="ch_3"))
    books.cost()
    assert books.codes() == []


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_a_capture_loaded_with_its_payout_and_dated_later_leaves_no_case(
    books: SmallBooks, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "CHUNK", size)
    books.load(
        *MASTER,
        captured("P-1", 7, order="SO-1", reference="ch_1"),
        payout("ch_1", "P-2"),
        captured("P-2", 8, order="SO-2"),
    )
    books.cost()
    assert books.codes() == []
