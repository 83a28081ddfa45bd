"""Database: the books of one company, with their transactions and migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from weakref import finalize

from sqlalchemy import Connection, event

from tieout.storage.dialect import Dialect, Sqlite
from tieout.storage.migrations import migrate


class Database:
    """A company's books on one of the two engines. Every write is one durable transaction."""

    def __init__(self, place: Path | Dialect) -> None:
        """Open (or create) the books and bring their schema up to date; a path is a SQLite file."""
        self.dialect: Dialect = Sqlite(place) if isinstance(place, Path) else place
        self._engine = self.dialect.engine()
        event.listen(self._engine, "begin", partial(_begin, self.dialect))
        self._end = finalize(self, self._engine.dispose)  # whoever forgets to close leaves no connection
        try:
            with self.write() as connection:
                migrate(connection, self.dialect)
        except BaseException:
            self.close()
            raise

    @property
    def path(self) -> Path:
        """The file of books kept on SQLite.

        Raises:
            TypeError: they are kept on a server.
        """
        if not isinstance(self.dialect, Sqlite):
            raise TypeError("books on a server have no file")
        return self.dialect.path

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
        """Let go of the books."""
        self._engine.dispose()


def _begin(dialect: Dialect, connection: Connection) -> None:
    dialect.begin(connection, reading=bool(connection.get_execution_options().get("reading")))
