"""Migrations: from an empty file to the present tables, once; a file of a newer program is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import inspect

from tests.acceptance import shop
from tests.storage.conftest import NewDatabase
from tieout.core.account import account_key
from tieout.core.entry import Entry, Line, Side
from tieout.core.errors import TerminalError
from tieout.core.event import event_of
from tieout.core.ids import EntryId, EventId
from tieout.core.prior_period import PriorPeriod
from tieout.cycle.load import event_row
from tieout.storage.database import Database
from tieout.storage.entries import append_entries, entries_of
from tieout.storage.events import add_file, append_events
from tieout.storage.migrations import REVISIONS, migrate
from tieout.storage.migrations.r0002 import ADDED
from tieout.storage.outside_lists import list_as_read
from tieout.storage.settings import audit, mapping_of
from tieout.storage.tables import METADATA, append_only

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


def test_all_migrations_from_zero_equal_the_tables(new_database: NewDatabase) -> None:
    migrated, declared = new_database(), new_database()
    with declared.write() as connection:
        METADATA.drop_all(connection)
        METADATA.create_all(connection)
    assert shape(migrated) == shape(declared)
    assert set(shape(migrated)) == set(METADATA.tables)


def test_every_trigger_is_there(database: Database) -> None:
    with database.read() as connection:
        assert database.dialect.unlocked(connection, append_only()) == []
        assert database.dialect.unlocked(connection, ["setting"]) != []


def test_migrating_again_changes_nothing(database: Database) -> None:
    before = shape(database)
    with database.write() as connection:
        migrate(connection, database.dialect)
    assert shape(database) == before


@pytest.mark.parametrize(
    "table", ["reversal", "redating", "home_cent", "period_release", "sweep", "drift_accepted"]
)
def test_a_file_made_before_a_table_gets_it_with_its_locks(new_file: NewDatabase, table: str) -> None:
    database = new_file()
    before = shape(database)
    with database.write() as connection:
        connection.exec_driver_sql(f"DROP TABLE {table}")
        database.dialect.keep_schema_number(connection, 2)
        migrate(connection, database.dialect)
    assert shape(database) == before
    test_every_trigger_is_there(database)


def test_a_file_of_the_first_schema_learns_the_later_tables_and_its_founder(new_file: NewDatabase) -> None:
    """The file as the first version left it: without the later tables and their locks."""
    old, fresh = new_file(), new_file()
    with old.write() as connection:
        for table in ADDED:
            connection.exec_driver_sql(f"DROP TABLE {table}")
        audit(connection, who="ann", act="company created", subject="acme", before="", after="", at=NOW)
        old.dialect.keep_schema_number(connection, 1)
    now = Database(old.dialect)
    assert shape(now) == shape(fresh)
    with now.read() as connection:
        assert not now.dialect.unlocked(connection, append_only())
        roles = connection.exec_driver_sql('SELECT "user", role, held, who FROM user_role').all()
    assert [tuple(row) for row in roles] == [
        ("ann", "administrator", 1, "ann"),
        ("ann", "controller", 1, "ann"),
    ]
    now.close()


def test_a_file_of_a_newer_program_is_refused_and_left_as_it_is(database: Database) -> None:
    with database.write() as connection:
        database.dialect.keep_schema_number(connection, len(REVISIONS) + 1)
    with pytest.raises(TerminalError, match="does not know"):
        Database(database.dialect)
    with database.read() as connection:
        assert database.dialect.schema_number(connection) == len(REVISIONS) + 1


def test_a_file_from_before_classes_gets_their_columns_and_the_lists(new_file: NewDatabase) -> None:
    """What was mapped then bears none, and still reads."""
    old = new_file()
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
        old.dialect.keep_schema_number(connection, REVISIONS.index("r0006"))
    new = Database(old.dialect)
    with new.read() as connection:
        [known] = mapping_of(connection).accounts.values()
        assert (known.name, bool(known.tracked_class), bool(known.location)) == ("Bank", False, False)
        assert list_as_read(connection, "Customer") == []
        missing = new.dialect.unlocked(connection, ["outside_list", "outside_record", "record_match"])
        assert missing == []
    new.close()


def test_what_only_the_memo_of_an_entry_said_of_earlier_periods_becomes_a_value(
    new_database: NewDatabase,
) -> None:
    """In dollars, in yen, of a day alone, and of a source that says something like it."""
    old = new_database()
    late = "a; of earlier periods: 2026-01 -0.05, 2026-02 0.81; of 2026-03-20, whose period is closed"
    memos = {
        late: PriorPeriod((date(2026, 3, 20),), (("2026-01", -5), ("2026-02", 81))),
        "b; of earlier periods: 2026-02 700": PriorPeriod((), (("2026-02", 700),)),
        "c; of 2026-03-20, whose period is closed": PriorPeriod((date(2026, 3, 20),)),
        "d; of 2026-03-20": PriorPeriod(),
    }
    with old.write() as connection:
        append_entries(connection, [_entry(memo) for memo in memos])
        connection.exec_driver_sql("ALTER TABLE entry DROP COLUMN reverses")
        connection.exec_driver_sql("ALTER TABLE entry DROP COLUMN prior")
        old.dialect.keep_schema_number(connection, REVISIONS.index("r0017"))
        migrate(connection, old.dialect)
    with old.read() as connection:
        read = {entry.memo: entry.prior for _, entry in entries_of(connection, "1 = ?", 1)}
        assert read == memos
        assert old.dialect.unlocked(connection, ["entry"]) == []
    assert shape(old) == shape(new_database())


def test_books_made_before_find_a_cost_by_its_event(new_database: NewDatabase) -> None:
    old = new_database()
    with old.write() as connection:
        connection.exec_driver_sql("DROP INDEX cost_event")
        old.dialect.keep_schema_number(connection, REVISIONS.index("r0018"))
        migrate(connection, old.dialect)
    assert shape(old) == shape(new_database())


def test_what_a_reversal_takes_back_becomes_a_value(new_database: NewDatabase) -> None:
    """Of a reversal, of the reversal of one, of cost taken back anew, and of a source that says so."""
    old = new_database()
    first = "reverses entry a: goods"
    entries = [
        _entry("a"),
        replace(_entry(first), id=EntryId("b"), rule="reversal of goods"),
        replace(
            _entry(f"reverses entry b: {first}"), id=EntryId("c"), rule="reversal of reversal of goods"
        ),
        replace(_entry("cost"), id=EntryId("d"), rule="reversal of cost"),
        replace(_entry("reverses entry a: says the source"), id=EntryId("e")),
    ]
    with old.write() as connection:
        append_entries(connection, entries)
        connection.exec_driver_sql("ALTER TABLE entry DROP COLUMN reverses")
        old.dialect.keep_schema_number(connection, REVISIONS.index("r0019"))
        migrate(connection, old.dialect)
    with old.read() as connection:
        read = [entry.reverses for _, entry in entries_of(connection, "1 = ?", 1)]
        assert read == ["", "a", "b", "", ""]
        assert old.dialect.unlocked(connection, ["entry"]) == []
    assert shape(old) == shape(new_database())


def _entry(memo: str) -> Entry:
    grni, stock = account_key("grni"), account_key("inventory_raw")
    return Entry(
        id=EntryId(memo[:1]),
        event=EventId(memo[:1]),
        rule="bill against receipt",
        day=date(2026, 4, 1),
        currency="USD",
        rate="",
        lines=(Line(Side.DR, stock, 5, 5), Line(Side.CR, grni, 5, 5)),
        document="JournalEntry",
        memo=memo,
    )


def test_what_facts_name_is_found_in_an_older_file(new_file: NewDatabase) -> None:
    """Names are of the records: a receipt's order, each receipt of a bill."""
    database = new_file()
    lines = [{"line": n, "receipt": f"GR-{n}", "receipt_line": "1", "amount": "1.00"} for n in "12"]
    bill = {"number": "B-1", "supplier": "S-1", "currency": "USD", "total": "2.00", "lines": lines}
    facts = [
        shop.received("GR-1", "2026-03-02", 1) | {"order": "PO-1"},
        shop.fact("bill_approved", "B-1", "2026-03-03", **bill),
        shop.fact("purchase_order_closed", "PO-1", "2026-03-04", order="PO-1"),
    ]
    rows = [
        event_row("acme", seq, 0, seq, event_of(fact), json.dumps(fact))
        for seq, fact in enumerate(facts, 1)
    ]
    with database.write() as connection:
        append_events(connection, add_file(connection, "facts", "", NOW), rows)
        before = connection.exec_driver_sql("SELECT name, event FROM fact_name ORDER BY 1").all()
        connection.exec_driver_sql("DROP TABLE fact_name")
        connection.exec_driver_sql("DROP INDEX event_document")
        database.dialect.keep_schema_number(connection, 19)
        migrate(connection, database.dialect)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT name, event FROM fact_name ORDER BY 1").all() == before
        assert [tuple(one) for one in before] == [("GR-1", 2), ("GR-2", 2), ("PO-1", 1)]
    test_every_trigger_is_there(database)
