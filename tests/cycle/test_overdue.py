"""A sale billed for goods that are not shipped becomes somebody's case after a while."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cycle.small_books import Plain, SmallBooks, event, invoice, party, service
from tests.cycle.test_held_money import goods, sale, shipped
from tieout import flow
from tieout.storage.cases import open_cases_of, resolve_cases


def overdue(books: SmallBooks, day: date, days: int = 30) -> list[str]:
    flow.watch(books.database, day, days, books.now)
    with books.database.read() as connection:
        return [case.problem.what for case in open_cases_of(connection, "recognition")]


@pytest.mark.covers("S003-49")
def test_a_sale_that_waits_too_long_is_somebodys_and_ends_when_its_goods_ship(books: SmallBooks) -> None:
    books.load(*goods(), sale("SO-1", 5))
    books.cost()
    assert overdue(books, date(2026, 4, 4)) == []
    waits = "sale_paid SO-1 of 2026-03-05 waits for its goods for more than 30 days"
    told = [f"{waits}: order SO-1 is not all shipped."]
    assert overdue(books, date(2026, 4, 5)) == told
    assert overdue(books, date(2026, 4, 6)) == told
    books.load(shipped("SO-1", 9), file="later.jsonl")
    books.cost()
    assert overdue(books, date(2026, 4, 7)) == []


def test_the_days_are_a_setting(books: SmallBooks) -> None:
    books.load(*goods(), sale("SO-1", 5))
    books.cost()
    assert overdue(books, date(2026, 3, 20), 14) != []
    assert overdue(books, date(2026, 3, 20), 15) == []


def without_order(number: str, day: int) -> Plain:
    return {**sale(number, day), "order": ""}


@pytest.mark.covers("S001-44")
def test_goods_sold_without_an_order_are_somebodys_until_they_name_one(books: SmallBooks) -> None:
    bare = without_order("SO-1", 5)
    books.load(*goods(), bare)
    books.cost()
    assert overdue(books, date(2026, 4, 4)) == []
    bills = "sale_paid SO-1 of 2026-03-05 bills goods without an order"
    told = f"{bills}, and no cost stands against them after 30 days: line 1: 2 FLOUR."
    assert overdue(books, date(2026, 4, 5)) == [told]
    books.load({**bare, "order": "SO-1"}, shipped("SO-1", 5), file="later.jsonl")
    books.cost()
    assert overdue(books, date(2026, 4, 6)) == []


def test_what_a_person_settled_is_not_told_again(books: SmallBooks) -> None:
    books.load(*goods(), without_order("SO-1", 5))
    books.cost()
    overdue(books, date(2026, 4, 5))
    with books.database.write() as connection:
        (case,) = open_cases_of(connection, "recognition")
        resolve_cases(connection, [case.id], "Ann", books.tick(), "its cost is booked by hand")
    assert overdue(books, date(2026, 4, 6)) == []


@pytest.mark.covers("S003-49", "S001-74")
def test_goods_shipped_and_not_invoiced_are_somebodys_until_they_are(books: SmallBooks) -> None:
    """Pairing, the other way round (accounting.md 8.6): cost that waits for its revenue."""
    books.load(*goods(), shipped("SO-1", 5), shipped("SO-2", 6) | {"order": "", "customer": "C-1"})
    books.cost()
    assert overdue(books, date(2026, 4, 4)) == []
    after = "is not invoiced after 30 days: line 1: 2 FLOUR."
    told = [
        f"Shipment S-SO-1 of 2026-03-05 (order SO-1) {after}",
        f"Shipment S-SO-2 of 2026-03-06 (no order, customer C-1) {after}",
    ]
    assert overdue(books, date(2026, 4, 5)) == told[:1]
    assert sorted(overdue(books, date(2026, 4, 6))) == told
    books.load(sale("SO-1", 7), file="later.jsonl")
    books.cost()
    assert overdue(books, date(2026, 4, 7)) == told[1:]
    back = {"shipment": "S-SO-2", "shipment_line": "1", "item": "FLOUR", "quantity": "2", "restock": True}
    gone = event("goods_returned", 8, number="RMA-1", customer="C-1", location="MAIN", lines=[back])
    books.load(gone, file="back.jsonl")
    books.cost()
    assert overdue(books, date(2026, 4, 8)) == []


def test_a_part_that_is_invoiced_is_told_no_more(books: SmallBooks) -> None:
    ship = shipped("SO-1", 5)
    ship["lines"] = [{"line": "1", "item": "FLOUR", "quantity": "3"}]
    books.load(*goods(), ship)
    books.cost()
    assert [one[-16:] for one in overdue(books, date(2026, 5, 1))] == ["line 1: 3 FLOUR."]
    books.load(sale("SO-1", 7), file="later.jsonl")
    books.cost()
    assert [one[-16:] for one in overdue(books, date(2026, 5, 1))] == ["line 1: 1 FLOUR."]


def test_goods_that_a_person_says_are_never_billed_are_not_told_again(books: SmallBooks) -> None:
    books.load(*goods(), shipped("SO-1", 5))
    books.cost()
    overdue(books, date(2026, 5, 1))
    with books.database.write() as connection:
        (case,) = open_cases_of(connection, "recognition")
        resolve_cases(connection, [case.id], "Ann", books.tick(), "billed in June, by contract")
    assert overdue(books, date(2026, 5, 2)) == []


def test_the_days_until_an_invoice_are_a_setting(books: SmallBooks) -> None:
    books.load(*goods(), shipped("SO-1", 5))
    books.cost()
    flow.watch(books.database, date(2026, 3, 20), 30, books.now, 15)
    with books.database.read() as connection:
        assert open_cases_of(connection, "recognition") == []
    flow.watch(books.database, date(2026, 3, 20), 30, books.now, 14)
    with books.database.read() as connection:
        assert [case.problem.code for case in open_cases_of(connection, "recognition")] == [
            "goods_not_invoiced"
        ]


def test_services_need_no_order(books: SmallBooks) -> None:
    books.load(party("C-1", "Harbour"), service(), invoice("I-1"))
    books.cost()
    assert overdue(books, date(2026, 6, 1)) == []
