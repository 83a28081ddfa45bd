"""Told facts: which are told, with the rates their cycle knew, and what approved acts took back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.cycle.small_books import COMPANY, NOW, Plain, SmallBooks, event, invoice, party, service
from tests.cycle.test_held_money import goods
from tieout import flow
from tieout.core.master import MasterData
from tieout.cycle.reversal import ReversalAct, reverse
from tieout.reconcile.registers.facts import FactBook
from tieout.runtime.subledgers import Compared, compare
from tieout.runtime.told_facts import told_facts
from tieout.storage.entries import entries_of
from tieout.storage.events import open_cycle, release
from tieout.storage.tables import REVERSAL, insert_sql


@pytest.fixture
def books(tmp_path: Path) -> Iterator[SmallBooks]:
    small = SmallBooks(tmp_path / "books.sqlite")
    small.load(party("C-1", "Harbour"), service(), rate("1.10", 1))
    yield small
    small.database.close()


def rate(value: str, day: int) -> Plain:
    return event("exchange_rate", day, currency="EUR", rate=value, rate_source="bank")


def compared(books: SmallBooks) -> Compared:
    with books.database.read() as connection:
        return compare(connection, "USD", None)


def told(books: SmallBooks) -> list[tuple[str, int]]:
    """Name and cents of every movement of the receivable, by facts alone."""
    with books.database.read() as connection:
        moves = list(told_facts(connection, FactBook(MasterData("USD")), {}))
    return [(one.name, one.value // 10**6) for _, one in moves if one.account.role == "accounts_receivable"]


def test_facts_are_told_though_nothing_was_posted_for_them(books: SmallBooks) -> None:
    books.load(invoice("I-1"), invoice("I-2", day=6, amount="7.00"))
    assert told(books) == []  # no cycle has taken them yet
    books.cost()
    assert told(books) == [("I-1", 25_00), ("I-2", 7_00)]


def test_of_a_cycle_that_was_cut_off_only_what_was_posted_is_told(books: SmallBooks) -> None:
    """A run killed in the middle: the facts it did not reach are no difference."""
    books.load(invoice("I-1"))
    books.cost()
    books.load(invoice("I-2", day=6), invoice("I-3", "C-99"))
    with books.database.write() as connection:
        open_cycle(connection, NOW, "")
    assert told(books) == [("I-1", 25_00)]
    assert compared(books).agrees
    books.cost()
    assert told(books) == [("I-1", 25_00), ("I-2", 25_00)]
    assert compared(books).agrees


def test_a_quarantined_fact_is_not_told(books: SmallBooks) -> None:
    books.load(invoice("I-1"), invoice("I-2", "C-99"))
    books.cost()
    assert told(books) == [("I-1", 25_00)]


def test_of_revisions_of_one_cycle_only_the_last_is_told(books: SmallBooks) -> None:
    first = invoice("I-1")
    books.load(first)
    books.load({**first, "total": "30.00", "lines": [{**first["lines"][0], "amount": "30.00"}]})
    books.cost()
    assert told(books) == [("I-1", 30_00)]


def test_a_rate_told_later_changes_nothing_that_was_posted(books: SmallBooks) -> None:
    books.load(invoice("I-1", day=9, currency="EUR", amount="100.00"))
    books.cost()
    books.load(rate("1.30", 9), invoice("I-2", day=9, currency="EUR", amount="100.00"))
    books.cost()
    found = compared(books)
    assert found.agrees
    (receivable,) = [one for one in found.registers if one.roles == ("accounts_receivable",)]
    assert receivable.total == 110_00 + 130_00


@pytest.mark.covers("S002-58")
def test_what_an_approved_act_took_back_is_open_no_more(books: SmallBooks) -> None:
    documents = books.post(invoice("I-1"), invoice("I-2", day=6, amount="7.00"))
    (document,) = [one for one in documents if one.number == "I-1"]
    with books.database.write() as connection:
        entries = [entry for _, entry in entries_of(connection, "e.number = ?", "I-1")]
        reverse(connection, entries, ReversalAct(document, 25_00, None), "USD", "acme")
        row = (document.id, 1, 25_00, "", NOW.isoformat(), "Ann", "wrong customer")
        connection.exec_driver_sql(insert_sql(REVERSAL), row)
    found = compared(books)
    assert found.agrees
    (receivable,) = [one for one in found.registers if one.roles == ("accounts_receivable",)]
    assert [item.name for item in receivable.items] == ["I-2"]


def test_a_revision_that_only_takes_back_stands_where_it_did(books: SmallBooks) -> None:
    """Goods that cost nothing; payment and invoice are told anew, and the invoice waits for more goods.

    The payment came first and paid what stood then.
    """
    shipped = {"shipment": "S-1", "order": "O-1", "location": "MAIN"}
    line = {"line": "1", "item": "FLOUR", "quantity": "2"}
    billed = invoice("I-1", day=5, order="O-1", lines=[{**line, "amount": "25.00"}])
    paid = event(
        "payment_captured", 3, number="P-1", customer="C-1", channel="wholesale", gateway="stripe",
        currency="USD", amount="20.00", invoice="I-1",
    )  # fmt: skip
    given = goods()
    given[-1]["lines"][0]["unit_price"] = "0"
    books.load(*given, billed, event("goods_shipped", 4, **shipped, lines=[line]), paid)
    books.cost()
    more = {**billed, "lines": [{**billed["lines"][0], "quantity": "3"}]}
    books.load({**paid, "amount": "7.00"}, more, file="again.jsonl")
    books.cost()
    assert compared(books).agrees


def test_what_posts_nothing_stands_where_it_was_worked(books: SmallBooks) -> None:
    """Cancelled on a later day than what an earlier cycle posted: it follows its renewal."""
    of = {
        "subscription": "SB-1",
        "customer": "C-1",
        "channel": "wholesale",
        "item": "HOUR",
        "currency": "USD",
    }
    term = {"service_from": "2026-03-02", "service_to": "2026-05-31", "amount": "91.00"}
    books.load(invoice("I-1", day=4))
    books.cost()
    renewed = event("subscription_renewed", 2, number="I-2", **of, **term)
    books.load(renewed, event("subscription_cancelled", 5, **of), file="later.jsonl")
    books.cost()
    assert flow.state_months(books.database, COMPANY, date(2026, 6, 10), NOW)
    books.cost()
    assert compared(books).agrees


def test_a_held_sale_is_told_again_where_it_was_recognised(books: SmallBooks) -> None:
    """Its goods are told later, of a day before its own; a deposit at another rate came in between.

    100 EUR at 1.10 and 100 EUR at 1.20 lie under the order, so the sale takes 115.00 of them.
    """
    shipped = {"shipment": "S-1", "order": "O-1", "location": "MAIN", "customer": "C-1"}
    line = {"line": "1", "item": "FLOUR", "quantity": "2"}
    of = {"customer": "C-1", "channel": "wholesale", "currency": "EUR", "order": "O-1"}
    tender = {"type": "gateway", "gateway": "stripe", "amount": "100.00"}
    sold = event(
        "sale_paid", 6, number="W-1", total="100.00", tenders=[tender],
        lines=[{**line, "amount": "100.00"}], rate="1.10", **of,
    )  # fmt: skip
    books.load(*goods(), sold)
    books.cost()
    paid = event("payment_captured", 6, number="P-1", gateway="stripe", amount="100.00", **of)
    books.load(rate("1.20", 6), paid, file="paid.jsonl")
    books.cost()
    books.load(event("goods_shipped", 5, **shipped, lines=[line]), file="goods.jsonl")
    books.cost()
    found = compared(books)
    assert found.agrees
    (deposits,) = [one for one in found.registers if one.roles == ("customer_deposits",)]
    assert deposits.total == -115_00
    books.load({**sold, "note": "told again"}, file="anew.jsonl")
    books.cost()
    assert compared(books).agrees


def test_a_sale_that_waited_and_is_told_anew_was_money_held(books: SmallBooks) -> None:
    """10 EUR given back too much are covered by the first sale's money, by the second's once it is anew."""
    of = {"customer": "C-1", "channel": "wholesale", "currency": "EUR"}

    def sold(number: str, day: int, quantity: str) -> Plain:
        tender = {"type": "gateway", "gateway": "stripe", "amount": "100.00"}
        line = {"line": "1", "item": "FLOUR", "quantity": quantity, "amount": "100.00"}
        return event(
            "sale_paid",
            day,
            number=number,
            total="100.00",
            tenders=[tender],
            lines=[line],
            order="O-1",
            **of,
        )

    back = event(
        "refund_issued", 2, number="R-1", refunds="deposit", refunded="O-1", lines=[], total="10.00",
        adjustments=[{"reason": "goodwill", "amount": "10.00"}], rate="1.20", gateway="stripe", **of,
    )  # fmt: skip
    first = sold("W-1", 4, "2")
    books.load(*goods(), back, first, sold("W-2", 5, "3"))
    books.cost()
    books.load({**first, "lines": [{**first["lines"][0], "quantity": "5"}]}, file="anew.jsonl")
    books.cost()
    assert compared(books).agrees


def test_a_revision_tried_again_beside_a_newer_one_was_never_worked(books: SmallBooks) -> None:
    """Both name a customer nobody stated: the older one is released, and the newer one overtakes it."""
    first = invoice("I-1", "C-99")
    books.load(first, invoice("I-2"))
    books.cost()
    books.load({**first, "note": "told again"}, file="again.jsonl")
    with books.database.write() as connection:
        kept_out = connection.exec_driver_sql("SELECT event FROM quarantine").scalars()
        release(connection, list(kept_out), NOW, "ann")
    books.cost()
    assert told(books) == [("I-2", 25_00)]
    assert compared(books).agrees


def test_an_invoice_that_waits_again_is_owed_by_nobody_though_it_is_told_once_more(
    books: SmallBooks,
) -> None:
    """It was taken back to wait for more goods; a write-off goes by its own day's rate, then it is anew."""
    line = {"line": "1", "item": "FLOUR", "quantity": "2", "amount": "100.00"}
    billed = invoice("I-1", order="O-1", currency="EUR", total="100.00", lines=[line])
    shipment = event("goods_shipped", 3, shipment="S-1", order="O-1", location="MAIN", lines=[line])
    given_up = event(
        "write_off_approved", 8, customer="C-1", invoice="I-1", currency="EUR", amount="10.00",
        approved_by="kim",
    )  # fmt: skip
    books.load(*goods(), rate("1.20", 7), billed, shipment)
    books.cost()
    books.load({**billed, "lines": [{**line, "quantity": "5"}]}, given_up, file="more.jsonl")
    books.cost()
    books.load({**billed, "lines": [{**line, "quantity": "4"}]}, file="less.jsonl")
    books.cost()
    assert compared(books).agrees
