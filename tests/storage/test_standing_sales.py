"""Standing sales: each line billed under an order whose revenue stands, as its source said it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cycle.small_books import SmallBooks
from tests.cycle.test_held_money import goods, sale, shipped
from tieout.storage.standing_sales import billed_lines


@pytest.fixture
def books(tmp_path: Path) -> Iterator[SmallBooks]:
    made = SmallBooks(tmp_path / "demo.db")
    yield made
    made.database.close()


def test_a_line_is_billed_once_its_revenue_is_posted(books: SmallBooks) -> None:
    books.load(*goods(), shipped("SO-1", 5), sale("SO-1", 6), sale("SO-2", 6))
    books.cost()
    with books.database.read() as connection:
        [line] = billed_lines(connection)
    assert (line.order_line, line.units, line.day, line.number) == (
        "SO-1:1",
        2_000_000,
        "2026-03-06",
        "SO-1",
    )


def test_a_sale_told_anew_bills_what_it_says_now(books: SmallBooks) -> None:
    books.load(*goods(), shipped("SO-1", 5), sale("SO-1", 6))
    books.cost()
    books.load({**sale("SO-1", 7), "revision": 2})
    books.cost()
    with books.database.read() as connection:
        [line] = billed_lines(connection)
    assert (line.order_line, line.day) == ("SO-1:1", "2026-03-07")
