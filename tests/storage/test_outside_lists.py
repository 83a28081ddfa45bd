"""Outside lists: each reading appends what changed, and the list is what was read last."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tieout.core.outside import OutsideRecord
from tieout.storage.database import Database
from tieout.storage.outside_lists import (
    Match,
    keep_changed,
    keep_list,
    keep_match,
    list_as_read,
    match_of,
    taken_ids,
)

NOW = datetime(2026, 4, 1, tzinfo=UTC)
ONE = OutsideRecord(type="Customer", id="1", name="Harbour", email="a@b.example", raw='{"Id":"1"}')
TWO = OutsideRecord(type="Customer", id="2", name="Market", currency="EUR", raw='{"Id":"2"}')


@pytest.mark.covers("S004-10", "S004-14")
def test_a_reading_appends_what_changed_and_nothing_else(database: Database) -> None:
    with database.write() as connection:
        assert keep_list(connection, "Customer", [ONE, TWO], "kim", NOW)[1:] == (2, 2, 0, 0)
        assert keep_list(connection, "Customer", [ONE, TWO], "kim", NOW)[1:] == (2, 0, 0, 0)
        assert list_as_read(connection, "Customer") == [ONE, TWO]
        renamed = replace(ONE, name="Harbour Foods", raw='{"Id":"1","x":1}')
        assert keep_list(connection, "Customer", [renamed], "lee", NOW)[1:] == (1, 0, 1, 1)
        assert list_as_read(connection, "Customer") == [renamed]
        assert keep_list(connection, "Customer", [renamed], "lee", NOW)[1:] == (1, 0, 0, 0)
        assert keep_list(connection, "Customer", [renamed, TWO], "lee", NOW)[1:] == (2, 0, 1, 0)
        assert list_as_read(connection, "Vendor") == []
        rows = connection.exec_driver_sql("SELECT COUNT(*) FROM outside_record").scalar_one()
        lists = connection.exec_driver_sql("SELECT type, who, records FROM outside_list ORDER BY n").all()
    assert rows == 5
    assert lists[0] == ("Customer", "kim", 2)


def test_what_changed_is_kept_without_the_rest_of_the_list(database: Database) -> None:
    with database.write() as connection:
        keep_list(connection, "Customer", [ONE, TWO], "kim", NOW)
        renamed = replace(ONE, name="Harbour Foods", raw='{"Id":"1","x":1}')
        three = replace(ONE, id="3", name="Quay", raw='{"Id":"3"}')
        assert keep_changed(connection, "Customer", [renamed, three], "tieout", NOW) == 2
        assert keep_changed(connection, "Customer", [renamed, three], "tieout", NOW) == 0
        assert list_as_read(connection, "Customer") == [TWO, renamed, three]
        sizes = connection.exec_driver_sql("SELECT records FROM outside_list ORDER BY n").all()
    assert [size for (size,) in sizes] == [2, 3]


def test_earlier_readings_stay_on_record(database: Database) -> None:
    with database.write() as connection:
        keep_list(connection, "Customer", [ONE], "kim", NOW)
    with pytest.raises(Exception, match="append-only"), database.write() as connection:
        connection.exec_driver_sql("DELETE FROM outside_record")
    with pytest.raises(Exception, match="append-only"), database.write() as connection:
        connection.exec_driver_sql("UPDATE outside_list SET who = 'x'")


def test_the_latest_word_counts(database: Database) -> None:
    with database.write() as connection:
        assert match_of(connection, "Customer", "C-1", "USD") is None
        keep_match(connection, "Customer", "C-1", "USD", Match("", ""), who="kim", why="two", at=NOW)
        keep_match(connection, "Customer", "C-1", "USD", Match("7", "Mill"), who="lee", why="one", at=NOW)
        assert match_of(connection, "Customer", "C-1", "USD") == Match("7", "Mill")
        assert match_of(connection, "Customer", "C-1", "EUR") is None
        assert match_of(connection, "Vendor", "C-1", "USD") is None


def test_a_record_of_ours_is_taken(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO outside (document, outside_id, sync_token, type) "
            "VALUES ('d', '9', '0', 'Customer')"
        )
        assert taken_ids(connection, "Customer") == {"9"}
        assert taken_ids(connection, "Vendor") == set()
