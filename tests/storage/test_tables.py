"""Every table but the caches only grows: the file itself refuses a change (design law 3)."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Table
from sqlalchemy.exc import IntegrityError

from tieout.storage.database import Database
from tieout.storage.tables import CACHES, METADATA, insert_sql

KEPT = [table for table in METADATA.sorted_tables if table.name not in CACHES]


_ONE = {bytes: b"1", str: "1", int: 1}


def add_row(connection: Connection, table: Table) -> None:
    values = [_ONE[column.type.python_type] for column in table.columns]
    connection.exec_driver_sql(insert_sql(table, serial=True), tuple(values))


@pytest.mark.covers("S002-53")
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = 2", "DELETE FROM {}"])
@pytest.mark.parametrize("table", KEPT, ids=lambda table: table.name)
def test_what_was_recorded_is_never_changed(database: Database, table: Table, act: str) -> None:
    with database.write() as connection:
        add_row(connection, table)
    column = list(table.columns)[-1].name
    with pytest.raises(IntegrityError, match="is append-only"), database.write() as connection:
        connection.exec_driver_sql(act.format(table.name, f'"{column}"'))


@pytest.mark.parametrize("name", sorted(CACHES))
def test_caches_may_change(database: Database, name: str) -> None:
    table = METADATA.tables[name]
    with database.write() as connection:
        add_row(connection, table)
        connection.exec_driver_sql(f"DELETE FROM {name}")
        assert connection.exec_driver_sql(f"SELECT COUNT(*) FROM {name}").scalar_one() == 0


def test_records_of_money_and_facts_are_no_caches() -> None:
    kept = {"record", "event", "cost", "entry", "entry_line", "document", "transition", "attempt", "audit"}
    assert not kept & CACHES
    assert set(METADATA.tables) >= CACHES
