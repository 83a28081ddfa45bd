"""A sale billed for goods that are not shipped becomes somebody's case after a while."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cycle.small_books import Plain, SmallBooks, invoice, party, service
from tests.cycle.test_held_money import goods, sale, shipped
from tieout import flow
from tieout.storage.cases import open_cases_of, resolve_cases


def overdue(books: SmallBooks, day: date, days: int = 30) -> list[str]:
    flow.watch(books.database, day, days, 14, books.now)
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


def test_services_need_no_order(books: SmallBooks) -> None:
    books.load(party("C-1", "Harbour"), service(), invoice("I-1"))
    books.cost()
    assert overdue(books, date(2026, 6, 1)) == []
