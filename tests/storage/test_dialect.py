"""The words of both engines: a statement is written once; what only one knows is translated, no more."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.postgres import needs_postgresql
from tests.storage.conftest import NewDatabase
from tieout.core.errors import TerminalError
from tieout.storage.database import Database
from tieout.storage.dialect import postgres_engine, postgres_words
from tieout.storage.tables import append_only


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("SELECT 1 WHERE a = ? AND b LIKE 'x%'", "SELECT 1 WHERE a = %s AND b LIKE 'x%%'"),
        ("SELECT '?' || a % 2", "SELECT '?' || a %% 2"),
        ("seq > :after AND CAST(x AS y) = z::text", "seq > %(after)s AND CAST(x AS y) = z::text"),
        (
            "id IN (SELECT value FROM json_each(?))",
            "id IN (SELECT value FROM jsonb_array_elements_text(CAST(%s AS jsonb)))",
        ),
        ("json_extract(d.payload, '$.number') = ?", "(CAST(d.payload AS jsonb) ->> 'number') = %s"),
        (
            "FROM event e INDEXED BY event_order WHERE seq IN (SELECT value FROM json_each(:wanted))",
            (
                "FROM event e  WHERE seq IN "
                "(SELECT value FROM jsonb_array_elements_text(CAST(%(wanted)s AS jsonb)))"
            ),
        ),
        ("(VALUES (?)) w CROSS JOIN event e ON e.id = w.x", "(VALUES (%s)) w JOIN event e ON e.id = w.x"),
        ("FROM a CROSS JOIN b", "FROM a CROSS JOIN b"),
        ("instr(raw, ?) > 0", "strpos(raw, %s) > 0"),
        ("SELECT 'it''s 50%'", "SELECT 'it''s 50%%'"),
    ],
)
def test_only_what_is_spelled_otherwise_changes(written: str, understood: str) -> None:
    assert postgres_words(written) == understood


def test_both_engines_answer_alike(database: Database) -> None:
    """Sums and truth values are whole numbers, texts sort by their bytes, lists are values."""
    with database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO setting (name, value) VALUES (?, ?)",
            [("b", "2"), ("B", "1"), ("é", "3"), ("_", "%")],
        )
        names = connection.exec_driver_sql("SELECT name FROM setting ORDER BY name").scalars().all()
        assert names == ["B", "_", "b", "é"]
        row = connection.exec_driver_sql(
            "SELECT SUM(CAST(value AS BIGINT)), 2 > 1, instr('GR-1', 'R-') FROM setting "
            "WHERE name IN (SELECT value FROM json_each(?)) AND value NOT LIKE '%x%'",
            ('["b", "é"]',),
        ).one()
        assert tuple(row) == (5, 1, 2)
        assert [type(value) for value in row] == [int, int, int]
        found = connection.exec_driver_sql("SELECT value FROM setting WHERE name = :name", {"name": "_"})
        assert found.scalar_one() == "%"


def test_what_sqlalchemy_composed_is_left_as_it_is(database: Database) -> None:
    with database.read() as connection:
        assert connection.execute(text("SELECT '?%' || :name"), {"name": "x"}).scalar_one() == "?%x"


def test_a_lock_that_is_gone_or_changed_is_named(new_database: NewDatabase) -> None:
    database = new_database()
    server = database.dialect.__class__.__name__ == "Postgres"
    with database.write() as connection:
        on = " ON record" if server else ""
        connection.exec_driver_sql(f"DROP TRIGGER record_no_delete{on}")
        assert database.dialect.unlocked(connection, append_only()) == ["record_no_delete"]


@needs_postgresql
def test_a_server_refuses_to_empty_a_table(new_schema_of_books: NewDatabase) -> None:
    database = new_schema_of_books()
    with pytest.raises(IntegrityError, match="is append-only"), database.write() as connection:
        connection.exec_driver_sql("TRUNCATE record")


@needs_postgresql
def test_a_lock_of_a_server_that_is_switched_off_or_hollow_is_named(
    new_schema_of_books: NewDatabase,
) -> None:
    database = new_schema_of_books()
    with database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER audit_no_update")
        assert database.dialect.unlocked(connection, append_only()) == ["audit_no_update"]
        connection.exec_driver_sql(
            "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql "
            "AS $$BEGIN RETURN NEW; END$$"
        )
        assert len(database.dialect.unlocked(connection, append_only())) == 3 * len(append_only())


def test_without_its_driver_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tieout.storage.dialect.find_spec", lambda _name: None)
    with pytest.raises(TerminalError, match="pip install") as missing:
        postgres_engine("postgresql://db/books")
    assert missing.value.problem.code == "database_driver_missing"
