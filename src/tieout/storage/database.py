"""Database: one SQLite file of one company, with its pragmas, transactions and migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, create_engine, event

from tieout.storage.migrations import migrate

BUSY_SECONDS: Final = 30


class Database:
    """A company's file. Every write is one `BEGIN IMMEDIATE` transaction; WAL, synchronous=FULL."""

    def __init__(self, path: Path) -> None:
        """Open (or create) the file and bring its schema up to date."""
        self.path = path
        self._engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS})
        event.listen(self._engine, "connect", _configure)
        event.listen(self._engine, "begin", _begin)
        with self.write() as connection:
            migrate(connection)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One durable transaction: all of it or nothing."""
        with self._engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent look that never blocks the writer."""
        with self._engine.connect().execution_options(reading=True) as connection:
            yield connection

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def _configure(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-65536",
        "wal_autocheckpoint=8000",  # pages, 32 MB: a page changed by several chunks is copied back once
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
