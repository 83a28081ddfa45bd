"""The benchmark of costing compares like with like, and notices when it does not."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
from benchmarks.costing import measured
from benchmarks.ledgers import write_beancount
from benchmarks.movements import write_movements

from benchmarks import costing
from tests.benchmarks.beancount_weights import weights
from tieout.costing.genealogy import Lot
from tieout.costing.shelf import Shelf


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("costing")
    write_movements(made / "events.jsonl", 1200)
    return made


def test_a_late_bill_reaches_a_hundred_lots_and_memory_gives_what_is_stored(folder: Path) -> None:
    found = measured(folder, lambda _stage: None)
    assert found["reached"] == 100
    assert found["events"] > 600
    lines = ("first costing", "again in memory", "engine replay", "late bill", "load")
    assert all(found[name] > 0 for name in lines)
    assert found["and reading it"] > found["again in memory"]


def test_what_comes_out_otherwise_in_memory_is_noticed(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "events.jsonl").write_bytes((folder / "events.jsonl").read_bytes())

    class Off(Shelf):
        """A shelf that gives one quantum too much."""

        def worth(self, lot: Lot, quantity: int) -> int:
            return super().worth(lot, quantity) + 1

    monkeypatch.setattr(costing, "Shelf", Off)
    with pytest.raises(AssertionError):
        measured(tmp_path, lambda _stage: None)


def test_beancount_books_the_lots_named_as_tieout_does(folder: Path) -> None:
    file = folder / "books.beancount"
    write_beancount(folder / "events.jsonl", file)
    theirs = weights(file)
    connection = sqlite3.connect(folder / "books.sqlite")
    (shipped,) = connection.execute(
        "SELECT SUM(value) FROM lot WHERE account LIKE 'shipped_not_invoiced%'"
    ).fetchone()
    connection.close()
    assert abs(theirs["Expenses:COGS"] - Decimal(shipped) / 10**8) < Decimal("0.02")
