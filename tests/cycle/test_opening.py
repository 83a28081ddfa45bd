"""Opening receivables are settled like invoices, and follow the register as it was told last."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.cycle.small_books import Plain, SmallBooks, event, party, service
from tests.cycle.test_unmatched import captured, held

MASTER = (party("C-1", "Alder"), party("C-2", "Birch"), service())


def opening(*lines: tuple[str, str], **fields: Any) -> Plain:
    said = [{"reference": name, "amount": amount, "party": "C-1"} for name, amount in lines]
    more = {"currency": "USD"} | fields
    return event("opening_register", 1, id="AR", register="accounts_receivable", lines=said, **more)


def owed(books: SmallBooks) -> int:
    sql = "SELECT COALESCE(SUM(home), 0) FROM open_item WHERE account LIKE 'accounts_receivable%'"
    return int(books.rows(sql)[0][0])


def test_it_is_paid_like_an_invoice_and_linked_to_nothing(books: SmallBooks) -> None:
    books.load(
        *MASTER,
        opening(("OLD-1", "40.00")),
        captured("P-1", invoice="OLD-1"),
        captured("P-2", 4, invoice="OLD-1"),
    )
    books.cost()
    books.seal()
    assert books.codes() == ["payment_beyond_invoice"]
    assert (owed(books), held(books)) == (0, 10_00)
    assert [one.links for one in books.documents("Payment")] == [(), ()]


@pytest.mark.parametrize("own", [True, False], ids=["own currency", "converted"])
def test_in_a_foreign_currency_it_ends_at_nothing_at_the_rate_it_came_in_at(
    books: SmallBooks, own: bool
) -> None:
    books.policy = replace(books.policy, own_currencies=own)
    euro: Plain = {"currency": "EUR", "rate": "1.20"}
    line = {"line": "1", "item": "HOUR", "quantity": "1", "amount": "20.00"}
    credit = {"number": "R-1", "refunds": "invoice", "refunded": "OLD-1", "lines": [line], "total": "20.00"}
    books.load(
        *MASTER,
        opening(("OLD-1", "65.00"), currency="EUR", rate="1.10"),
        captured("P-1", 3, "25.00", invoice="OLD-1", **euro),
        event("refund_issued", 4, customer="C-1", channel="web", **credit, **euro),
        event(
            "write_off_approved", 5, invoice="OLD-1", customer="C-1", amount="20", approved_by="A", **euro
        ),
    )
    books.cost()
    assert (books.codes(), owed(books)) == ([], 0)
    fx = "SELECT SUM(CASE side WHEN 'Dr' THEN home ELSE -home END) FROM entry_line WHERE account = ?"
    assert books.rows(fx, "fx_gain_loss") == [(-2_50,)]
    assert books.rows(fx, "bad_debt") == [(22_00,)]


def test_a_line_told_no_more_is_no_invoice(books: SmallBooks) -> None:
    books.load(*MASTER, opening(("OLD-1", "40.00"), ("OLD-2", "10.00")))
    books.cost()
    books.load(opening(("OLD-2", "10.00")), captured("P-1", invoice="OLD-1"))
    books.cost()
    assert books.codes() == ["payment_invoice_unstated"]
    assert (owed(books), held(books)) == (10_00, 25_00)


def test_another_customers_receivable_is_not_paid(books: SmallBooks) -> None:
    books.load(*MASTER, opening(("OLD-1", "40.00")), captured("P-1", invoice="OLD-1", customer="C-2"))
    books.cost()
    assert books.codes() == ["customer_differs"]
