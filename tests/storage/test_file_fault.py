"""File faults: a full disk is for somebody to mend, a file that is held is tried again, the rest stays."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from tieout.core.errors import TerminalError
from tieout.storage.database import Database
from tieout.storage.file_fault import FileHeldError, meaning
from tieout.storage.settings import keep_setting, settings_of


def test_a_full_disk_takes_the_transaction_back_and_says_what_to_do(tmp_path: Path) -> None:
    database = Database(tmp_path / "books.sqlite")
    with database.write() as connection:
        keep_setting(connection, "before", "1")
    with pytest.raises(TerminalError) as stopped:
        _overfill(database)
    told = stopped.value.problem
    assert (told.code, told.owner) == ("books_not_written", "administrator")
    assert told.why == "SQLite says: database or disk is full."
    with database.read() as connection:
        assert [name for name in settings_of(connection) if name in {"before", "after 0"}] == ["before"]


def _overfill(database: Database) -> None:
    with database.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        for number in range(100):
            keep_setting(connection, f"after {number}", "x" * 1000)


def test_a_file_that_is_held_is_tried_again_later(tmp_path: Path) -> None:
    holder, other = (sqlite3.connect(tmp_path / "a.sqlite", timeout=0) for _ in range(2))
    holder.execute("CREATE TABLE t (a)")
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError) as held:
        other.execute("BEGIN IMMEDIATE")
    told = meaning(held.value)
    assert isinstance(told, FileHeldError)
    assert told.problem.code == "books_held"
    holder.close()
    other.close()


def test_a_read_only_file_is_not_written(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "a.sqlite").execute("CREATE TABLE t (a)")
    reader = sqlite3.connect(f"{(tmp_path / 'a.sqlite').as_uri()}?mode=ro", uri=True)
    with pytest.raises(sqlite3.OperationalError) as refused:
        reader.execute("INSERT INTO t VALUES (1)")
    told = meaning(refused.value)
    assert isinstance(told, TerminalError)
    assert told.problem.code == "books_not_written"


def test_what_is_wrong_with_a_statement_stays_what_it_is(tmp_path: Path) -> None:
    database = Database(tmp_path / "books.sqlite")
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a UNIQUE)")
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.exec_driver_sql("INSERT INTO t VALUES (1), (1)")
    assert meaning(ValueError("no driver's")) is None
