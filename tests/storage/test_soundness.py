"""Soundness: a file that is no company's books is told from one that is, and is not touched."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tieout.storage.database import Database
from tieout.storage.settings import keep_setting
from tieout.storage.soundness import NO_COMPANY, unsound


def of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE notes (text)")
        other.commit()


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path.write_bytes(b"not a database " * 99), "SQLite says: file is not a database."),
        (lambda path: path.write_bytes(b""), NO_COMPANY),
        (of_another_program, NO_COMPANY),
    ],
    ids=["text", "empty", "another program's"],
)
def test_what_is_no_company_is_said_and_left_alone(tmp_path: Path, make: object, why: str) -> None:
    path = tmp_path / "books.sqlite"
    assert callable(make)
    make(path)
    before = path.read_bytes()
    assert unsound(path) == why
    assert path.read_bytes() == before


def test_books_are_sound(tmp_path: Path) -> None:
    path = tmp_path / "books.sqlite"
    database = Database(path)
    with database.write() as connection:
        keep_setting(connection, "connection", "{}")
    assert unsound(path) == ""
    database.close()
    assert unsound(path) == ""
    assert unsound(tmp_path / "nothing") == "", "opening it says why it cannot be"
