"""Secrets: they open for whom they were sealed, and for nobody else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.storage.conftest import NewDatabase
from tieout.core.errors import TerminalError
from tieout.storage.database import Database
from tieout.storage.keyring import Key, Keyring
from tieout.storage.secrets import Vault, key_use

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OLD, NEW = Key(b"o" * 32), Key(b"n" * 32)
SECRET = "refresh-token-AB11"


def vault(*keys: Key, company: str = "acme") -> Vault:
    return Vault(company, lambda: Keyring(keys))


def code_of(stopped: pytest.ExceptionInfo[TerminalError]) -> str:
    return stopped.value.problem.code


@given(token=st.binary(min_size=12, max_size=300))
def test_a_secret_comes_back_and_stands_nowhere_in_the_file(
    new_database_once: Database, token: bytes
) -> None:
    value = f"§{token.hex()}"
    with new_database_once.write() as connection:
        vault(OLD).keep(connection, "app", "secret", value, NOW)
        assert vault(OLD).secret(connection, "app", "secret") == value
    with new_database_once.read() as connection:
        row = connection.exec_driver_sql("SELECT * FROM secret").one()
    assert value.encode() not in bytes(row.sealed)
    kept = [path.read_bytes() for path in new_database_once.path.parent.glob("books*")]
    assert not [held for held in kept if value.encode() in held]


def test_the_same_secret_is_sealed_otherwise_each_time(database: Database) -> None:
    with database.write() as connection:
        for name in ("a", "b", "a"):
            vault(OLD).keep(connection, "app", name, SECRET, NOW)
        rows = connection.exec_driver_sql("SELECT name, sealed FROM secret").all()
    assert len(rows) == 2
    assert len({bytes(row.sealed) for row in rows}) == 2


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE secret SET name = 'other'",
        "UPDATE secret SET scope = 'realm 2'",
        "UPDATE secret SET sealed = substr(sealed, 1, length(sealed) - 1)",
        "UPDATE secret SET sealed = X'00'",
        "UPDATE secret SET sealed = CAST(X'000102030405060708090A0B' || substr(sealed, 13) AS BLOB)",
    ],
)
def test_a_row_that_was_moved_or_changed_does_not_open(database: Database, change: str) -> None:
    with database.write() as connection:
        vault(OLD).keep(connection, "realm 1", "token", SECRET, NOW)
        connection.exec_driver_sql(change)
        [row] = connection.exec_driver_sql("SELECT scope, name FROM secret").all()
        with pytest.raises(TerminalError) as stopped:
            vault(OLD).secret(connection, row.scope, row.name)
    assert code_of(stopped) == "secret_damaged"
    assert SECRET not in str(stopped.value)


def test_another_company_with_the_same_key_cannot_open_it(database: Database) -> None:
    with database.write() as connection:
        vault(OLD).keep(connection, "app", "token", SECRET, NOW)
        with pytest.raises(TerminalError) as stopped:
            vault(OLD, company="other").secret(connection, "app", "token")
    assert code_of(stopped) == "secret_damaged"


def test_without_its_key_it_says_which_key_is_missing(database: Database) -> None:
    with database.write() as connection:
        vault(OLD).keep(connection, "app", "token", SECRET, NOW)
        with pytest.raises(TerminalError) as stopped:
            vault(NEW).secret(connection, "app", "token")
    assert code_of(stopped) == "key_missing"
    assert OLD.id in str(stopped.value)


def test_old_secrets_stay_readable_until_they_are_sealed_anew(database: Database) -> None:
    with database.write() as connection:
        vault(OLD).keep(connection, "app", "token", SECRET, NOW)
        both = vault(OLD, NEW)
        assert both.secret(connection, "app", "token") == SECRET
        both.keep(connection, "app", "later", "x", NOW)
        assert key_use(connection) == {OLD.id: 1, NEW.id: 1}
        assert both.reseal(connection) == 1
        assert key_use(connection) == {NEW.id: 2}
        assert vault(NEW).secret(connection, "app", "token") == SECRET
        assert both.reseal(connection) == 0


def test_forgetting_takes_a_whole_scope_and_no_other(database: Database) -> None:
    with database.write() as connection:
        for scope in ("realm 1", "realm 2"):
            vault(OLD).keep(connection, scope, "token", SECRET, NOW)
        assert vault(OLD).forget(connection, "realm 1") == 1
        assert vault(OLD).secret(connection, "realm 1", "token") is None
        assert vault(OLD).secret(connection, "realm 2", "token") == SECRET


@pytest.fixture(scope="module")
def new_database_once(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return Database(tmp_path_factory.mktemp("secrets") / "books.sqlite")


def test_a_rotation_that_meets_a_damaged_secret_changes_nothing(new_database: NewDatabase) -> None:
    database = new_database()
    with database.write() as connection:
        vault(OLD).keep(connection, "app", "a", SECRET, NOW)
        vault(OLD).keep(connection, "app", "b", SECRET, NOW)
        connection.exec_driver_sql("UPDATE secret SET sealed = X'00' WHERE name = 'b'")
    with pytest.raises(TerminalError), database.write() as connection:
        vault(OLD, NEW).reseal(connection)
    with database.read() as connection:
        assert key_use(connection) == {OLD.id: 2}
        assert vault(OLD).secret(connection, "app", "a") == SECRET
