"""Unrecognised: what a standing sale bills beyond what it took to cost of goods sold, or is owed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cycle.small_books import SmallBooks, service
from tests.cycle.test_held_money import goods, sale, shipped
from tieout.storage.unrecognised import unrecognised


@pytest.fixture
def books(tmp_path: Path) -> Iterator[SmallBooks]:
    made = SmallBooks(tmp_path / "demo.db")
    yield made
    made.database.close()


def test_a_sale_with_its_cost_is_none_and_one_that_waits_is_none(books: SmallBooks) -> None:
    books.load(*goods(), shipped("SO-1", 5), sale("SO-1", 6), sale("SO-2", 6))
    books.cost()
    with books.database.read() as connection:
        assert unrecognised(connection) == []


def test_units_that_no_take_brought_to_a_sale_are_missing(books: SmallBooks) -> None:
    """As an older version left it: the take of the sale is undone, and nothing says what it is owed."""
    books.load(*goods(), shipped("SO-1", 5), sale("SO-1", 6))
    books.cost()
    with books.database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO take (event, lot, sink, quantity, value, role, weight, whole) "
            "SELECT event, lot, sink, -500000, -2 * 100000000, role, -500000, whole FROM take "
            "WHERE role = 'sold'"
        )
        [one] = unrecognised(connection)
    assert (one.order_line, one.units, one.day) == ("SO-1:1", 500_000, "2026-03-06")
    assert (one.kind, one.number) == ("sale_paid", "SO-1")


def test_work_has_no_cost_whatever_was_shipped_under_its_line(books: SmallBooks) -> None:
    billed = sale("SO-1", 4)
    billed["lines"] = [{**billed["lines"][0], "item": "HOUR"}]
    books.load(*goods(), service(), billed, shipped("SO-1", 5))
    books.cost()
    with books.database.read() as connection:
        assert unrecognised(connection) == []
