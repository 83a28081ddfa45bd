"""Dialect: where SQLite and PostgreSQL differ. Nothing else in the store asks which one it is on.

Statements are written once, in the words both engines know, with `?` and `:name` for values. What they
spell differently (JSON lists as values, a field of a JSON text, a text within a text) is written as
SQLite has it and put into PostgreSQL's words here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Engine, create_engine, event

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.storage import file_fault
from tieout.storage.server_fault import explained

BUSY_SECONDS: Final = 30
"""How long a writer waits for the one before it."""

CONNECT_SECONDS: Final = 10
"""How long a server is waited for that does not answer."""


class Dialect(Protocol):
    """One engine: how it is opened, how a transaction begins, how tables are locked against change."""

    def engine(self) -> Engine:
        """The engine on this place, with its session settings."""
        ...

    def begin(self, connection: Connection, *, reading: bool, lock: str = "") -> None:
        """Begin a transaction: a consistent look, or the one writer of the place until it ends.

        `lock` names a part of the place that has a writer of its own, where the engine can tell parts.
        """
        ...

    def found(self, connection: Connection) -> None:
        """Make the place of the books where it is not there yet."""
        ...

    def schema_number(self, connection: Connection) -> int:
        """How many migrations this place has seen; 0 = it is empty."""
        ...

    def keep_schema_number(self, connection: Connection, number: int) -> None:
        """Remember how many migrations it has seen."""
        ...

    def now(self, connection: Connection) -> datetime | None:
        """What the clock of the place says; None = it is this machine's."""
        ...

    def lock_tables(self, connection: Connection, tables: Sequence[str]) -> None:
        """Make those tables append-only that are not: update and delete of their rows are refused."""
        ...

    def unlock_table(self, connection: Connection, table: str) -> None:
        """Let its rows be updated, by a migration that fills a new column and then locks it again."""
        ...

    def unlocked(self, connection: Connection, tables: Sequence[str]) -> list[str]:
        """Names of the locks that are missing, switched off, or say something else; sorted."""
        ...


class Sqlite:
    """One file of one company: WAL, synchronous=FULL, every write `BEGIN IMMEDIATE`."""

    def __init__(self, path: Path, synchronous: str = "FULL") -> None:
        """The file; it is created when it is opened first. `synchronous` as SQLite's pragma has it."""
        self.path = path
        self._synchronous = synchronous

    def engine(self) -> Engine:
        """The engine on the file."""
        engine = create_engine(f"sqlite:///{self.path}", connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", self._configure)
        event.listen(engine, "handle_error", file_fault.explained)
        return engine

    def _configure(self, connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (*_PRAGMAS, f"synchronous={self._synchronous}"):
            connection.execute(f"PRAGMA {pragma}")

    def begin(self, connection: Connection, *, reading: bool, lock: str = "") -> None:
        """A writer waits from its first word on: what it reads is what the one before it left."""
        del lock  # a file has one writer
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    def found(self, connection: Connection) -> None:
        """The file is made as it is opened."""

    def schema_number(self, connection: Connection) -> int:
        """The file's own `user_version`."""
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())

    def keep_schema_number(self, connection: Connection, number: int) -> None:
        """Set the file's own `user_version`."""
        connection.exec_driver_sql(f"PRAGMA user_version = {number}")

    def now(self, connection: Connection) -> datetime | None:
        """A file has no clock of its own."""
        del connection
        return None

    def lock_tables(self, connection: Connection, tables: Sequence[str]) -> None:
        """Two triggers a table."""
        locks = _sqlite_locks(tables)
        for name in self.unlocked(connection, tables):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
            connection.exec_driver_sql(locks[name])

    def unlock_table(self, connection: Connection, table: str) -> None:
        """The trigger on updates goes."""
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_update")

    def unlocked(self, connection: Connection, tables: Sequence[str]) -> list[str]:
        """Compared by their whole text."""
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        kept = dict(map(tuple, rows))
        return sorted(name for name, text in _sqlite_locks(tables).items() if kept.get(name) != text)


_PRAGMAS: Final = (
    "journal_mode=WAL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-65536",
    "wal_autocheckpoint=8000",  # pages, 32 MB: a page changed by several chunks is copied back once
)


def _sqlite_locks(tables: Sequence[str]) -> dict[str, str]:
    return {
        f"{table}_no_{act}": f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in tables
        for act in ("update", "delete")
    }


class Postgres:
    """One schema of one company on a server: a reader sees one state, writers take turns per company."""

    def __init__(self, url: str, schema: str) -> None:
        """`url` as libpq has it, postgresql://…; the schema is made with the first tables in it."""
        self.url = url
        self.schema = schema

    def engine(self) -> Engine:
        """The engine on the schema."""
        engine = postgres_engine(self.url)
        event.listen(engine, "connect", self._configure)
        return engine

    def _configure(self, connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'SET search_path TO "{self.schema}"')
            cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
        connection.commit()

    def begin(self, connection: Connection, *, reading: bool, lock: str = "") -> None:
        """A lock for the schema's name, held to the end of the transaction; other companies go on."""
        if reading:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        else:
            connection.exec_driver_sql(
                "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", (f"{self.schema} {lock}".strip(),)
            )

    def found(self, connection: Connection) -> None:
        """The schema; one that an administrator made is taken as it is."""
        known = connection.exec_driver_sql("SELECT 1 FROM pg_namespace WHERE nspname = ?", (self.schema,))
        if not known.first():
            connection.exec_driver_sql(f'CREATE SCHEMA "{self.schema}"')

    def schema_number(self, connection: Connection) -> int:
        """The comment on the schema: a place for it that is there before any table is."""
        text = connection.exec_driver_sql(
            "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = ?",
            (self.schema,),
        ).scalar_one_or_none()
        return int(text.rpartition(" ")[2]) if text else 0

    def keep_schema_number(self, connection: Connection, number: int) -> None:
        """Set the comment on the schema."""
        connection.exec_driver_sql(f"COMMENT ON SCHEMA \"{self.schema}\" IS 'tieout schema {number}'")

    def now(self, connection: Connection) -> datetime | None:
        """The server's clock, which its machines share."""
        there: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
        return there

    def lock_tables(self, connection: Connection, tables: Sequence[str]) -> None:
        """Three triggers a table, `TRUNCATE` among what they refuse."""
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $${_REFUSE}$$"
        )
        locks = _postgres_locks(tables)
        for name in self.unlocked(connection, tables):
            table, act, each = locks[name]
            connection.exec_driver_sql(
                f"CREATE OR REPLACE TRIGGER {name} BEFORE {act} ON {table} FOR EACH {each} "
                "EXECUTE FUNCTION append_only()"
            )

    def unlock_table(self, connection: Connection, table: str) -> None:
        """The trigger on updates goes."""
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_update ON {table}")

    def unlocked(self, connection: Connection, tables: Sequence[str]) -> list[str]:
        """A lock counts when it is on, stands on its table and calls the function as it was made."""
        rows = connection.exec_driver_sql(
            "SELECT t.tgname, c.relname, t.tgtype FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace s ON s.oid = c.relnamespace JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE s.nspname = ? AND t.tgenabled IN ('O', 'A') AND p.prosrc = ?",
            (self.schema, _REFUSE),
        )
        kept = {(name, table, int(type_)) for name, table, type_ in rows}
        return sorted(
            name
            for name, (table, act, _) in _postgres_locks(tables).items()
            if (name, table, _TRIGGER_TYPE[act]) not in kept
        )


def postgres_engine(url: str, **options: Any) -> Engine:
    """An engine on a server, in no schema yet, whose faults are told as problems.

    Raises:
        TerminalError: the driver, which is an extra, is not installed.
    """
    if find_spec("psycopg") is None:
        raise TerminalError(problem("database_driver_missing"))
    address = re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql+psycopg://", url)
    connecting = {"options": "-c timezone=UTC", "connect_timeout": CONNECT_SECONDS}
    engine = create_engine(address, connect_args=connecting, **options)
    event.listen(engine, "connect", _read_as_sqlite)
    event.listen(engine, "before_cursor_execute", _translate, retval=True)
    event.listen(engine, "handle_error", explained)
    return engine


_REFUSE: Final = (
    "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
    "USING ERRCODE = 'integrity_constraint_violation'; END"
)

_TRIGGER_TYPE: Final = {"UPDATE": 19, "DELETE": 11, "TRUNCATE": 34}
"""pg_trigger.tgtype: row 1, before 2, delete 8, update 16, truncate 32."""


def _postgres_locks(tables: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    acts = (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT"))
    return {f"{table}_no_{act}": (table, act.upper(), each) for table in tables for act, each in acts}


def _read_as_sqlite(connection: Any, _record: Any) -> None:
    """Sums and truth values come as whole numbers, as SQLite gives them, so that both engines agree."""
    from psycopg.adapt import Loader

    class Whole(Loader):
        def load(self, data: Any) -> int:
            return int(bytes(data))

    class Truth(Loader):
        def load(self, data: Any) -> int:
            return int(bytes(data) == b"t")

    connection.adapters.register_loader("numeric", Whole)
    connection.adapters.register_loader("bool", Truth)


def _translate(
    _connection: Any, _cursor: Any, statement: str, parameters: Any, context: Any, _many: Any
) -> tuple[str, Any]:
    """Only what was written by hand: what SQLAlchemy composed is in the right words already."""
    return statement if context.compiled else postgres_words(statement), parameters


_WORDS: Final = re.compile(
    r"""
    '(?:[^']|'')*' | "[^"]*" | \$\$.*?\$\$
  | json_each\((?P<list>\?|:[a-z_]+)\)
  | \bINDEXED\ BY\ \w+
  | \bCROSS\ JOIN(?=\ \w+\ \w+\ ON\b)
  | json_extract\((?P<field>[\w.]+),\s*'\$\.(?P<name>\w+)'\)
  | \binstr\(
  | \?
  | (?<![:\w]):(?P<value>[a-z_]+)
  | %
    """,
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=4096)
def postgres_words(statement: str) -> str:
    """A statement as PostgreSQL and its driver understand it: the same question."""
    return _WORDS.sub(_word, statement)


_SIMPLE: Final[Mapping[str, str]] = {
    "?": "%s",
    "%": "%%",
    "instr(": "strpos(",
    "CROSS JOIN": "JOIN",  # SQLite's way to state the order of a join; PostgreSQL plans by itself
}


def _word(found: re.Match[str]) -> str:
    text = found[0]
    if text in _SIMPLE:
        return _SIMPLE[text]
    if text.startswith("INDEXED BY"):
        return ""
    if found["list"]:
        return f"jsonb_array_elements_text(CAST({_WORDS.sub(_word, found['list'])} AS jsonb))"
    if found["field"]:
        return f"(CAST({found['field']} AS jsonb) ->> '{found['name']}')"
    if found["value"]:
        return f"%({found['value']})s"
    return text.replace("%", "%%")
