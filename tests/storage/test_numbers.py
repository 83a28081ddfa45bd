"""Numbers as facts bear them: counted by fact, not by revision; who was worked under one is found."""

from __future__ import annotations

from pathlib import Path

from tests.cycle.small_books import SmallBooks, invoice, party, service
from tieout.storage.numbers import borne_twice, worked_bearers


def test_facts_are_counted_and_the_worked_ones_found(tmp_path: Path) -> None:
    books = SmallBooks(tmp_path / "books.sqlite")
    books.load(party("C-1", "Harbour"), service(), invoice("I-1", id="a"))
    books.load(invoice("I-1", id="a", amount="30.00"), invoice("I-1", id="b"), file="more.jsonl")
    with books.database.read() as connection:
        assert borne_twice(connection, ["I-1", "I-9"], 99) == {("invoice_issued", "I-1"): 2}
        assert borne_twice(connection, ["I-1"], 3) == {("invoice_issued", "I-1"): 1}
        assert worked_bearers(connection, ["invoice_issued"], "I-1") == []
    books.cost()
    with books.database.read() as connection:
        assert [one.id for one in worked_bearers(connection, ["invoice_issued"], "I-1")] == ["a"]
        assert worked_bearers(connection, ["sale_paid"], "I-1") == []
    books.database.close()
