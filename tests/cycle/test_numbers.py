"""Two facts under one document number: the first worked stands, the second waits, both are named."""

from __future__ import annotations

import pytest

from tests.cycle.small_books import SmallBooks, event, invoice, party, service

CODE = "number_used_twice"


@pytest.fixture
def trade(books: SmallBooks) -> SmallBooks:
    books.load(party("C-1", "Harbour"), party("V-1", "Mill", "supplier"), party("V-2", "Farm", "supplier"))
    books.load(service(), file="items.jsonl")
    return books


def numbers(books: SmallBooks) -> list[str]:
    return [row[0] for row in books.rows("SELECT number FROM entry WHERE number != '' ORDER BY seq")]


def test_the_second_invoice_of_a_number_waits_and_both_are_named(trade: SmallBooks) -> None:
    first = invoice("I-1", id="a")
    trade.load(first)
    trade.cost()
    trade.load(invoice("I-1", day=7, id="b", source="webstore"), file="shop.jsonl")
    trade.cost()
    assert numbers(trade) == ["I-1"]
    other = "invoice_issued a of erp of 2026-03-05: invoice I-1"
    told = f"invoice_issued b of webstore of 2026-03-07 bears the number of {other}."
    assert [(case.problem.code, case.problem.what) for case in trade.cases()] == [(CODE, told)]


def test_of_two_in_one_cycle_the_earlier_stands(trade: SmallBooks) -> None:
    trade.load(invoice("I-1", day=7, id="b"), invoice("I-1", day=5, id="a"))
    trade.cost()
    assert [row[0] for row in trade.rows("SELECT day FROM entry")] == ["2026-03-05"]
    assert trade.codes() == [CODE]


def test_renumbered_at_its_source_it_posts(trade: SmallBooks) -> None:
    trade.load(invoice("I-1", id="a"), invoice("I-1", day=6, id="b"))
    trade.cost()
    trade.load(invoice("I-2", day=6, id="b"), file="mended.jsonl")
    trade.cost()
    assert numbers(trade) == ["I-1", "I-2"]


def test_a_revision_bears_the_number_of_its_own_fact(trade: SmallBooks) -> None:
    trade.load(invoice("I-1", id="a"))
    trade.cost()
    trade.load(invoice("I-1", id="a", amount="30.00"), file="revised.jsonl")
    trade.cost()
    assert trade.codes() == []


def test_a_sale_of_a_daily_channel_bears_no_number_in_quickbooks(trade: SmallBooks) -> None:
    line = {"line": "1", "item": "HOUR", "quantity": "1", "amount": "9.00"}
    tender = {"type": "gateway", "gateway": "stripe", "amount": "9.00"}
    said = {"customer": "C-1", "currency": "USD", "lines": [line], "tenders": [tender], "total": "9.00"}
    trade.load(*(event("sale_paid", 5, number="W-1", channel="web", **said) for _ in range(2)))
    trade.load(
        *(event("sale_paid", 5, number="S-1", channel="shop", **said) for _ in range(2)), file="s.jsonl"
    )
    trade.cost()
    (case,) = trade.cases()
    assert case.problem.what.endswith(": sales receipt S-1.")


def test_suppliers_number_their_bills_each_for_itself(trade: SmallBooks) -> None:
    said = {"currency": "USD", "total": "5.00", "lines": [{"line": "1", "amount": "5.00"}]}
    bills = [
        event("bill_approved", 5, number="B-1", supplier=supplier, **said)
        for supplier in ("V-1", "V-2", "V-1")
    ]
    trade.load(*bills)
    trade.cost()
    assert [row[0] for row in trade.rows("SELECT party FROM entry ORDER BY seq")] == ["V-1", "V-2"]
    (case,) = [case for case in trade.cases() if case.problem.code == CODE]
    assert case.problem.what.endswith("bill B-1 of V-1.")
