"""Law 3: nothing recorded can be changed, and a change made behind tieout's back is found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from tests.problems import premises
from tests.storage.test_tables import KEPT, add_row
from tieout.runtime.company import Company, open_company
from tieout.runtime.verify import verify
from tieout.storage.database import Database

QUICK = settings(max_examples=40, phases=[Phase.explicit, Phase.generate])
CHAINED = ("transition", "audit")
DERIVED = {
    "record": ["raw"],
    "event": ["source", "kind", "external_id", "revision", "day", "rank", "hash", "subject"],
    "lot": ["item", "location", "number", "account", "reference", "quantity", "value", "category", "day"],
    "take": ["quantity", "value", "role", "weight", "whole"],
    "entry": ["id", "rule", "day", "currency", "rate", "document", "group_key", "number", "party", "memo"],
    "entry_line": ["side", "account", "minor", "home", "party", "item", "quantity", "text", "reference"],
    "document": ["type", "key", "sequence", "payload"],
}
"""What follows from the records, and the columns that say so: the times of acceptance do not.

Records of lists (a customer, a product) are stated, not derived; they are left out.
"""


@pytest.fixture(scope="module")
def books() -> Iterator[Path]:
    """The file of a company with a receipt, a sale and its crossing."""
    with premises.company(*premises.SALE):
        assert premises.run() == []
        open_company(premises.NAME).database.close()
        yield Path("home/companies") / premises.NAME / "books.sqlite"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A file with a row in every table that only grows."""
    database = Database(tmp_path_factory.mktemp("kept") / "books.sqlite")
    with database.write() as connection:
        for table in KEPT:
            add_row(connection, table)
    yield database
    database.close()


@pytest.mark.covers("S002-53")
@given(data=st.data())
@QUICK
def test_no_column_of_any_kept_table_can_be_changed(data: st.DataObject, kept: Database) -> None:
    table = data.draw(st.sampled_from(KEPT))
    columns = [column.name for column in table.columns if not column.primary_key]
    column = data.draw(st.sampled_from(columns))
    value = data.draw(st.one_of(st.integers(2, 9), st.text(max_size=5)))
    where = data.draw(st.sampled_from(["", " WHERE rowid = 1"]))
    change = f'UPDATE {table.name} SET "{column}" = ?{where}'
    delete = f"DELETE FROM {table.name}{where}"
    for statement, values in ((change, (value,)), (delete, ())):
        with pytest.raises(IntegrityError, match="is append-only"), kept.write() as connection:
            connection.exec_driver_sql(statement, values)


@pytest.mark.covers("S002-53", "S002-54")
@given(data=st.data())
@QUICK
def test_a_changed_character_in_a_chained_row_is_found(data: st.DataObject, books: Path) -> None:
    table = data.draw(st.sampled_from(CHAINED))
    columns = [name for name in _columns(books, table) if name != "n"]
    with Changed(data, books, table, columns) as company:
        assert verify(company, replay=False).problems
    assert verify(open_company(premises.NAME), replay=False).problems == []


@given(data=st.data())
@settings(QUICK, max_examples=20)
def test_a_changed_value_that_follows_from_the_records_is_found(data: st.DataObject, books: Path) -> None:
    """Replay makes the books anew, so that a change of a record or of anything made of it shows."""
    table = data.draw(st.sampled_from(sorted(DERIVED)))
    with Changed(data, books, table, DERIVED[table]) as company:
        assert verify(company).problems, table
    assert verify(open_company(premises.NAME)).problems == []


@pytest.mark.parametrize("replay", [True, False])
def test_a_record_that_cannot_be_read_any_more_is_found(books: Path, replay: bool) -> None:
    with sqlite3.connect(books) as look:
        rows = look.execute("SELECT rowid, raw FROM record WHERE raw LIKE '%invoice_issued%'").fetchall()
    look.close()
    (row, raw) = rows[0]
    _write(books, "record", "raw", row, raw.replace("2026-", "202r-"))
    found = [one.code for one in verify(open_company(premises.NAME), replay=replay).problems]
    _write(books, "record", "raw", row, raw)
    assert "replay_failed" in found


class Changed:
    """The company with one value of one row changed, and put back afterwards."""

    def __init__(self, data: st.DataObject, books: Path, table: str, columns: list[str]) -> None:
        self.file, self.table = books, table
        with sqlite3.connect(books) as look:
            some = "WHERE type NOT IN ('Customer', 'Vendor', 'Item')" if table == "document" else ""
            rows = look.execute(f"SELECT rowid FROM {table} {some}").fetchall()
            self.row = data.draw(st.sampled_from(rows))[0]
            self.column = data.draw(st.sampled_from(columns))
            cell = f'SELECT "{self.column}" FROM {table} WHERE rowid = {self.row}'
            [self.before] = look.execute(cell).fetchone()
        look.close()
        self.after = _other(data, self.before)

    def __enter__(self) -> Company:
        _write(self.file, self.table, self.column, self.row, self.after)
        return open_company(premises.NAME)

    def __exit__(self, *_: object) -> None:
        _write(self.file, self.table, self.column, self.row, self.before)


def _write(file: Path, table: str, column: str, row: int, value: Any) -> None:
    """Change one value as somebody would who has the file, and leave the lock as it was."""
    books = sqlite3.connect(file)
    lock = f"{table}_no_update"
    [sql] = books.execute("SELECT sql FROM sqlite_master WHERE name = ?", (lock,)).fetchone()
    books.execute(f"DROP TRIGGER {lock}")
    books.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (value, row))
    books.execute(sql)
    books.commit()
    books.close()


def _columns(books: Path, table: str) -> list[str]:
    with sqlite3.connect(books) as look:
        return [row[1] for row in look.execute(f"PRAGMA table_info({table})")]


def _other(data: st.DataObject, before: Any) -> Any:
    """The value with one character changed, or one more."""
    if isinstance(before, int):
        return before + data.draw(st.sampled_from([-1, 1, 100]))
    text = str(before or "")
    place = data.draw(st.integers(0, max(0, len(text) - 1)))
    sign = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    after = text[:place] + sign + text[place + 1 :]
    assume(after != text)
    return after
