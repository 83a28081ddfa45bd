"""A provisional cost is somebody's case until what was short is covered; then the case ends by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.cycle.small_books import Plain, SmallBooks, event
from tieout import flow

SHORT = "MER at MAIN is short; its cost is provisional."


def world() -> list[Plain]:
    return [
        event("item", 1, item="MER", name="Mer", inventory_role="inventory_merchandise", category="dry"),
        event("item", 1, item="SET", name="Set", inventory_role="inventory_finished", category="dry"),
        event("location", 1, location="MAIN"),
        event("location", 1, location="SHOP"),
        received("R-1", 2, "5", "4.00"),
    ]


def received(receipt: str, day: int, quantity: str, price: str, location: str = "MAIN") -> Plain:
    line = {"line": "1", "item": "MER", "quantity": quantity, "unit_price": price}
    said = {"supplier": "V-1", "location": location, "currency": "USD", "lines": [line]}
    return event("goods_received", day, receipt=receipt, **said)


def shipped(shipment: str, day: int, quantity: str, **more: Any) -> Plain:
    lines = [{"line": "1", "item": "MER", "quantity": quantity}]
    return event("goods_shipped", day, shipment=shipment, location="MAIN", lines=lines) | more


def told(books: SmallBooks) -> list[tuple[str, str]]:
    """Who is said to be short of what, after a run."""
    books.cost()
    flow.watch(books.database, date(2026, 4, 1), 30, books.tick())
    return [
        (case.problem.where.subject, case.problem.what)
        for case in books.cases()
        if case.problem.code == "cost_provisional"
    ]


@pytest.fixture(autouse=True)
def _supplier(books: SmallBooks) -> None:
    books.load(event("party", 1, party="V-1", name="Mill", roles=["supplier"]), *world())


@pytest.mark.covers("S003-49")
def test_goods_shipped_short_are_told_until_they_are_received(books: SmallBooks) -> None:
    books.load(shipped("S-1", 3, "8"))
    [(_, what)] = told(books)
    assert what == SHORT
    books.load(received("R-2", 4, "2", "4.50"))
    assert len(told(books)) == 1
    books.load(received("R-3", 5, "20", "4.50"))
    assert told(books) == []
    [(who, why)] = books.rows("SELECT who, why FROM case_act WHERE act = 'resolved'")
    assert (who, why) == ("tieout", "what was short is covered, and its cost trued up")


def test_short_and_covered_in_one_run_leaves_no_case(books: SmallBooks) -> None:
    books.load(shipped("S-1", 3, "8"), received("R-2", 4, "20", "4.50"))
    assert told(books) == []


def test_goods_of_another_place_cover_nothing(books: SmallBooks) -> None:
    books.load(shipped("S-1", 3, "8"), received("R-2", 4, "20", "4.50", "SHOP"))
    assert len(told(books)) == 1


def test_each_fact_has_its_own_shortage_and_the_oldest_is_covered_first(books: SmallBooks) -> None:
    books.load(shipped("S-1", 3, "8"), shipped("S-2", 4, "2"))
    first, second = told(books)
    books.load(received("R-2", 5, "3", "4.50"))
    assert told(books) == [second] != [first]
    books.load(received("R-3", 6, "1", "4.50"))
    assert told(books) == [second]
    books.load(received("R-4", 7, "1", "4.50"))
    assert told(books) == []


def test_a_count_that_finds_the_units_ends_it_too(books: SmallBooks) -> None:
    lines = [{"item": "MER", "counted": "1"}]
    books.load(shipped("S-1", 3, "8"), event("stock_counted", 4, location="MAIN", lines=lines))
    assert told(books) == []


def test_a_run_and_a_supplier_return_that_were_short_too(books: SmallBooks) -> None:
    used = [{"item": "MER", "quantity": "7"}]
    made = [{"item": "SET", "quantity": "1", "role": "main"}]
    back = [{"receipt": "R-1", "receipt_line": "1", "item": "MER", "quantity": "1"}]
    books.load(
        event("production_completed", 3, run="P-1", location="MAIN", consumed=used, outputs=made),
        event("goods_returned_to_supplier", 4, number="B-1", supplier="V-1", lines=back),
    )
    assert [who.split()[0] for who, _ in told(books)] == [
        "production_completed",
        "goods_returned_to_supplier",
    ]
    books.load(received("R-2", 5, "2", "4.50"))
    assert [who.split()[0] for who, _ in told(books)] == ["goods_returned_to_supplier"]
    books.load(received("R-3", 6, "2", "4.50"))
    assert told(books) == []


def test_units_a_revision_takes_away_are_short_until_others_come(books: SmallBooks) -> None:
    more = received("R-2", 3, "5", "4.00")
    books.load(more, shipped("S-1", 4, "10"))
    assert told(books) == []
    fewer = received("R-2", 3, "2", "4.00") | {"id": more["id"]}
    books.load(fewer, file="fewer.jsonl")
    assert [what for _, what in told(books)] == [SHORT]
    assert [what for _, what in told(books)] == [SHORT]
    books.load(received("R-3", 5, "3", "4.50"))
    assert told(books) == []
