"""One file, one writer: durable transactions, all or nothing; readers see the last committed state."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.storage.conftest import NewDatabase
from tieout.storage.database import Database
from tieout.storage.settings import keep_setting, settings_of


def pragma(database: Database, name: str) -> Any:
    with database.read() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


@pytest.mark.parametrize(
    ("name", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_the_file_is_kept_durable(new_file: NewDatabase, name: str, value: object) -> None:
    assert pragma(new_file(), name) == value


def keep_and_fail(database: Database) -> None:
    with database.write() as connection:
        keep_setting(connection, "one", "1")
        raise ZeroDivisionError


def test_a_transaction_is_all_or_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        keep_and_fail(database)
    with database.read() as connection:
        assert settings_of(connection) == {}


def test_a_reader_never_waits_and_sees_one_state(database: Database) -> None:
    """A look begun before a write ends still sees what was there, and is not held up by it."""
    with database.read() as reader:
        before = settings_of(reader)
        with database.write() as writer:
            keep_setting(writer, "one", "1")
            with database.read() as another:
                assert settings_of(another) == {}
        assert settings_of(reader) == before == {}
    with database.read() as reader:
        assert settings_of(reader) == {"one": "1"}


def test_a_second_writer_waits_from_its_first_word(database: Database) -> None:
    """BEGIN IMMEDIATE: what the second one reads is what the first one left."""
    second_began, seen = threading.Event(), []

    def second() -> None:
        other = Database(database.dialect)
        second_began.set()
        with other.write() as connection:
            seen.append(settings_of(connection))
        other.close()

    thread = threading.Thread(target=second)
    with database.write() as connection:
        keep_setting(connection, "one", "1")
        thread.start()
        thread.join(0.2)
        assert not seen
    thread.join(20)
    assert second_began.is_set()
    assert seen == [{"one": "1"}]


def test_opening_again_keeps_what_is_there(new_database: NewDatabase) -> None:
    first = new_database()
    with first.write() as connection:
        keep_setting(connection, "one", "1")
    again = Database(first.dialect)
    with again.read() as connection:
        assert settings_of(connection) == {"one": "1"}
    again.close()
