"""Goods on the road too long are somebody's case, until they came or are lost."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cycle.small_books import Plain, SmallBooks, event
from tests.cycle.test_held_money import goods
from tieout import flow
from tieout.cycle.transit import on_the_road
from tieout.storage.cases import open_cases_of


def overdue(books: SmallBooks, day: date, days: int = 14) -> list[str]:
    flow.watch(books.database, day, 30, books.now, transit_due_days=days)
    with books.database.read() as connection:
        return [case.problem.what for case in open_cases_of(connection, "recognition")]


def of(kind: str, day: int, units: str, **more: str) -> Plain:
    return event(kind, day, transfer="T-1", lines=[{"item": "FLOUR", "quantity": units}], **more)


SENT = {"from_location": "MAIN", "to_location": "SHOP"}
SHOP = event("location", 1, location="SHOP", name="Shop")


@pytest.mark.covers("S002-32")
def test_a_dispatch_is_due_and_then_a_case_until_nothing_is_on_the_road(books: SmallBooks) -> None:
    books.load(*goods(), SHOP, of("transfer_dispatched", 10, "2", **SENT))
    books.cost()
    assert overdue(books, date(2026, 3, 24)) == []
    told = ["Transfer T-1 of 2026-03-10 to SHOP was due on 2026-03-24: 2 FLOUR are on the road."]
    assert overdue(books, date(2026, 3, 25)) == told
    assert overdue(books, date(2026, 3, 26)) == told
    books.load(of("transfer_arrived", 26, "1", to_location="SHOP"), file="some.jsonl")
    books.cost()
    assert len(overdue(books, date(2026, 3, 27))) == 1
    books.load(of("transfer_lost", 27, "1"), file="rest.jsonl")
    books.cost()
    assert overdue(books, date(2026, 3, 28)) == []
    with books.database.read() as connection:
        assert list(on_the_road(connection)) == []


def test_a_stated_day_counts_before_the_setting(books: SmallBooks) -> None:
    books.load(*goods(), SHOP, of("transfer_dispatched", 10, "2", **SENT, due="2026-03-12"))
    books.cost()
    assert (overdue(books, date(2026, 3, 12)), len(overdue(books, date(2026, 3, 13)))) == ([], 1)
