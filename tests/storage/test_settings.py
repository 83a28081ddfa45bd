"""Settings change; the mapping and the audit log only grow, and the log is chained."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tieout.core.account import account_key
from tieout.core.mapping import MappedAccount
from tieout.storage.database import Database
from tieout.storage.settings import (
    AUDIT_GENESIS,
    audit,
    audit_hash,
    keep_mapping,
    keep_outside_names,
    keep_setting,
    mapping_of,
    settings_of,
)

NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
CASH = account_key("bank", currency="USD")


def test_a_setting_is_what_it_was_last(database: Database) -> None:
    with database.write() as connection:
        keep_setting(connection, "lag", "1")
        keep_setting(connection, "lag", "2")
        assert settings_of(connection) == {"lag": "2"}


def test_the_latest_mapping_counts_and_the_earlier_ones_stay_on_record(database: Database) -> None:
    old = MappedAccount(outside_id="1", name="Cash", number="1000", account_class="shared", type="Bank")
    new = MappedAccount(outside_id="2", name="Cash box", type="Bank")
    with database.write() as connection:
        keep_mapping(connection, [(str(CASH), old)], "kim", NOW)
        assert mapping_of(connection).account(CASH) == old
        keep_mapping(connection, [(str(CASH), new)], "lee", NOW)
        keep_mapping(connection, [], "lee", NOW)
        assert mapping_of(connection).account(CASH) == new
        kept = connection.exec_driver_sql("SELECT outside_id, who, at FROM account_map ORDER BY n").all()
    assert kept == [("1", "kim", NOW.isoformat()), ("2", "lee", NOW.isoformat())]


def test_a_name_of_quickbooks_is_known_once(database: Database) -> None:
    with database.write() as connection:
        keep_outside_names(connection, [("Customer", "1", "Old", "USD"), ("Vendor", "1", "V", "USD")])
        keep_outside_names(connection, [("Customer", "1", "New", "USD")])
        keep_outside_names(connection, [])
        rows = connection.exec_driver_sql("SELECT type, name FROM outside_name ORDER BY type").all()
    assert rows == [("Customer", "New"), ("Vendor", "V")]


@pytest.mark.covers("S002-54")
def test_every_act_is_chained_to_the_one_before(database: Database) -> None:
    with database.write() as connection:
        for act in ("mapping set", "case resolved"):
            audit(connection, who="kim", act=act, subject="s", before="a", after="b", at=NOW)
        rows = connection.exec_driver_sql(
            "SELECT at, who, act, subject, before, after, previous_hash, hash FROM audit ORDER BY n"
        ).all()
    assert [row.act for row in rows] == ["mapping set", "case resolved"]
    assert [row.previous_hash for row in rows] == [AUDIT_GENESIS, rows[0].hash]
    assert all(audit_hash(tuple(row)[:7]) == row.hash for row in rows)
    assert audit_hash((*rows[0][:5], "forged", AUDIT_GENESIS)) != rows[0].hash
