"""Movements of stock and the journals they stand in: a day's shipments are in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cycle.small_books import SmallBooks
from tests.cycle.test_held_money import goods, shipped
from tieout.runtime.aggregation import Aggregation, stock_aggregation


@pytest.mark.covers("S002-09")
def test_shipments_of_a_day_are_one_journal_and_days_stay_apart(tmp_path: Path) -> None:
    books = SmallBooks(tmp_path / "books.sqlite")
    books.post(*goods(), *(shipped(f"W-{n}", 5) for n in range(3)), shipped("W-9", 6))
    with books.database.read() as connection:
        found = stock_aggregation(connection)
    books.database.close()
    # one lot received, four takes of it; the delivery and two days of shipments
    assert found == Aggregation(movements=5, documents=3)


def test_in_words() -> None:
    assert Aggregation(5711, 188).text() == "5,711 movements of stock in 188 journals, 30.3 each"
    assert Aggregation(3, 0).text() == "3 movements of stock in 0 journals"
