"""Loading again changes nothing, whatever was wrong in the file, and in whatever order files come back."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from tieout.cycle.load import LoadResult, load_stream
from tieout.storage.database import Database

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def order(number: str, total: str, revision: str = "") -> str:
    return (
        f'{{"kind":"order_placed","source":"erp","id":"{number}","date":"2026-03-02",{revision}'
        f'"order":"{number}","customer":"C-1","channel":"wholesale","currency":"USD","total":"{total}",'
        f'"lines":[{{"line":"1","item":"A","quantity":"1","amount":"{total}"}}]}}\n'
    )


def load(database: Database, text: str) -> LoadResult:
    return load_stream(database, "acme", BytesIO(text.encode()), "orders.jsonl", now=NOW)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "books.sqlite")


def codes(result: LoadResult) -> list[str]:
    return [one.code for one in result.problems]


@pytest.mark.covers("S001-94")
def test_a_contradiction_inside_a_file_is_none_the_less_one_when_the_file_is_loaded_again(
    database: Database,
) -> None:
    text = order("SO-1", "10.00") + order("SO-2", "5.00") + order("SO-1", "11.00")
    first = load(database, text)
    assert (first.taken, codes(first)) == (2, ["duplicate_id"])
    for _ in range(2):
        again = load(database, text)
        assert (again.taken, again.repeated, codes(again)) == (0, 2, ["duplicate_id"])
    database.close()


def test_an_old_file_does_not_bring_back_what_was_revised_since(database: Database) -> None:
    old, new = order("SO-1", "10.00"), order("SO-1", "11.00", '"revision":1,')
    assert load(database, old).taken == 1
    assert load(database, new).revised == 1
    for text in (old, new, old):
        again = load(database, text)
        assert (again.taken, again.repeated, codes(again)) == (0, 1, [])
    meant = load(database, order("SO-1", "10.00", '"revision":2,'))
    assert (meant.taken, meant.revised) == (1, 1)
    database.close()


def test_stated_revisions_loaded_again_are_known(database: Database) -> None:
    text = "".join(order("SO-1", f"1{number}.00", f'"revision":{number},') for number in range(3))
    assert (load(database, text).taken, load(database, text).repeated) == (3, 3)
    assert codes(load(database, order("SO-1", "99.00", '"revision":1,'))) == ["revision_conflict"]
    database.close()
