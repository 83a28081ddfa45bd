"""Migrations: from an empty file to the present tables, once; a file of a newer program is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect

from tieout.core.errors import TerminalError
from tieout.runtime.chains import missing_triggers
from tieout.storage.database import Database
from tieout.storage.migrations import REVISIONS, migrate
from tieout.storage.migrations.r0002 import ADDED
from tieout.storage.outside_lists import list_as_read
from tieout.storage.settings import audit, mapping_of
from tieout.storage.tables import METADATA, append_only_triggers

NOW = datetime(2026, 3, 1, tzinfo=UTC)
Shape = dict[str, tuple[list[tuple[str, str, bool]], list[tuple[str, tuple[str, ...], bool]]]]


def shape(database: Database) -> Shape:
    """Columns and indexes of every table."""
    with database.read() as connection:
        seen = inspect(connection)
        return {
            table: (
                [(c["name"], str(c["type"]), bool(c["nullable"])) for c in seen.get_columns(table)],
                sorted(
                    (str(i["name"]), tuple(str(name) for name in i["column_names"]), bool(i["unique"]))
                    for i in seen.get_indexes(table)
                ),
            )
            for table in sorted(seen.get_table_names())
        }


def test_all_migrations_from_zero_equal_the_tables(tmp_path: Path) -> None:
    migrated = Database(tmp_path / "migrated.sqlite")
    declared = Database(tmp_path / "declared.sqlite")
    with declared.write() as connection:
        METADATA.drop_all(connection)
        METADATA.create_all(connection)
    assert shape(migrated) == shape(declared)
    assert set(shape(migrated)) == set(METADATA.tables)
    migrated.close()
    declared.close()


def test_every_trigger_is_there(database: Database) -> None:
    with database.read() as connection:
        kept = {
            sql
            for (sql,) in connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        }
    assert kept == set(append_only_triggers())


def test_migrating_again_changes_nothing(database: Database) -> None:
    before = shape(database)
    with database.write() as connection:
        migrate(connection)
    assert shape(database) == before


@pytest.mark.parametrize("table", ["reversal", "redating", "period_release", "sweep", "drift_accepted"])
def test_a_file_made_before_a_table_gets_it_with_its_locks(database: Database, table: str) -> None:
    before = shape(database)
    with database.write() as connection:
        connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("PRAGMA user_version = 2")
        migrate(connection)
    assert shape(database) == before
    test_every_trigger_is_there(database)


def test_a_file_of_the_first_schema_learns_the_later_tables_and_its_founder(tmp_path: Path) -> None:
    """The file as the first version left it: without the later tables and their locks."""
    path = tmp_path / "old.sqlite"
    old, fresh = Database(path), Database(tmp_path / "fresh.sqlite")
    with old.write() as connection:
        for table in ADDED:
            connection.exec_driver_sql(f"DROP TABLE {table}")
        audit(connection, who="ann", act="company created", subject="acme", before="", after="", at=NOW)
        connection.exec_driver_sql("PRAGMA user_version = 1")
    old.close()
    now = Database(path)
    assert shape(now) == shape(fresh)
    with now.read() as connection:
        assert not missing_triggers(connection)
        roles = connection.exec_driver_sql('SELECT "user", role, held, who FROM user_role').all()
    assert [tuple(row) for row in roles] == [
        ("ann", "administrator", 1, "ann"),
        ("ann", "controller", 1, "ann"),
    ]
    now.close()
    fresh.close()


def test_a_file_of_a_newer_program_is_refused_and_left_as_it_is(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {len(REVISIONS) + 1}")
    with pytest.raises(TerminalError, match="does not know"):
        Database(database.path)
    with database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == len(REVISIONS) + 1


def test_a_file_from_before_classes_gets_their_columns_and_the_lists(tmp_path: Path) -> None:
    """What was mapped then bears none, and still reads."""
    old = Database(tmp_path / "old.sqlite")
    with old.write() as connection:
        for name in ("outside_list", "outside_record", "record_match", "account_map"):
            connection.exec_driver_sql(f"DROP TABLE {name}")
        connection.exec_driver_sql(
            "CREATE TABLE account_map (n INTEGER PRIMARY KEY, account TEXT, outside_id TEXT, name TEXT, "
            "number TEXT, class TEXT, type TEXT, at TEXT, who TEXT)"
        )
        connection.exec_driver_sql(
            "INSERT INTO account_map VALUES (1, 'bank', '35', 'Bank', '', 'shared', 'Bank', 'then', 'kim')"
        )
        connection.exec_driver_sql(f"PRAGMA user_version = {REVISIONS.index('r0006')}")
    old.close()
    new = Database(tmp_path / "old.sqlite")
    with new.read() as connection:
        [known] = mapping_of(connection).accounts.values()
        assert (known.name, bool(known.tracked_class), bool(known.location)) == ("Bank", False, False)
        assert list_as_read(connection, "Customer") == []
        assert {row.split("_no_")[0] for row in _trigger_names(connection)} >= set(BORNE_TABLES)
    new.close()


BORNE_TABLES = ("outside_list", "outside_record", "record_match")


def _trigger_names(connection: Connection) -> list[str]:
    rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return [name for (name,) in rows]
