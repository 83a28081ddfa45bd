"""Place: the store of a simulated company, a SQLite file that outlives the processes that open it.

What is durable here: whatever a COMMIT has returned for. A process that dies in a transaction leaves
nothing of it, as SQLite rolls it back; one that dies after COMMIT leaves all of it. Processes are thrown
away, the machine is not: that a COMMIT survives the loss of power is SQLite's promise
(`synchronous=FULL`, as the product has it) and is not simulated, so the file need not be flushed to a disk
(`synchronous=OFF`) and is kept in memory where the machine has such a place.
"""

from __future__ import annotations

import atexit
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Any, Final

from sqlalchemy import Connection, Engine, event

from tests.simulation.points import AFTER, BEFORE, Reaper
from tieout.storage.database import Database
from tieout.storage.dialect import Sqlite

IN_MEMORY: Final = Path("/dev/shm")


@lru_cache(maxsize=1)
def folder() -> Path:
    """Where the files of simulated companies are, one folder for this program, gone with it."""
    place = IN_MEMORY if IN_MEMORY.is_dir() else Path(gettempdir())
    made = Path(mkdtemp(prefix="tieout-simulation-", dir=place))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


class Place(Sqlite):
    """One company's store; every process that opens it sees what those before it committed."""

    def __init__(self, image: bytes = b"") -> None:
        """An empty store, or a copy of the one `image` was taken of."""
        super().__init__(Path(mkdtemp(dir=folder())) / "books.sqlite")
        if image:
            self.path.write_bytes(image)
        self._engines: list[Engine] = []
        self._looking: sqlite3.Connection | None = None

    def engine(self) -> Engine:
        """The engine of the product on the file, without its flush to a disk."""
        engine = super().engine()
        event.listen(engine, "connect", _unflushed)
        self._engines.append(engine)
        return engine

    def image(self) -> bytes:
        """The whole store as bytes, once nobody has it open."""
        self.close()
        return self.path.read_bytes()

    def states(self) -> dict[str, str]:
        """The state of each crossing by document; for those who look from outside."""
        if self._looking is None:
            self._looking = sqlite3.connect(self.path, isolation_level=None)
        return dict(self._looking.execute("SELECT document, state FROM crossing_state"))

    def close(self) -> None:
        """End the connections of every process."""
        if self._looking is not None:
            self._looking.close()
            self._looking = None
        for engine in self._engines:
            engine.dispose()
        self._engines.clear()

    def remove(self) -> None:
        """Take the store off the machine."""
        self.close()
        for path in self.path.parent.iterdir():
            path.unlink()
        self.path.parent.rmdir()


def _unflushed(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA wal_autocheckpoint=0")


_WRITTEN = ("token_attempt", "token_outcome", "sweep")
_COUNTS = "SELECT " + ", ".join(f"(SELECT COUNT(*) FROM {table})" for table in _WRITTEN)


class WatchedDatabase(Database):
    """A store in which the transactions that record an attempt, an outcome or a sweep are crash points."""

    def __init__(self, place: Place, reaper: Reaper) -> None:
        self._reaper: Reaper | None = None
        super().__init__(place)
        self._reaper = reaper

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One durable transaction, with a point before its COMMIT and one after."""
        steps: list[str] = []
        with super().write() as connection:
            before = self._counted(connection)
            yield connection
            pairs = zip(_WRITTEN, before, self._counted(connection), strict=True)
            steps = [table.replace("_", " ") for table, was, now in pairs if now > was]
            self._reach(steps, BEFORE)
        self._reach(steps, AFTER)

    def _reach(self, steps: list[str], moment: str) -> None:
        for step in steps:
            if self._reaper:
                self._reaper.reach(step, moment)

    def _counted(self, connection: Connection) -> tuple[int, ...]:
        if self._reaper is None:  # the migrations of the constructor
            return (0,) * len(_WRITTEN)
        return tuple(connection.exec_driver_sql(_COUNTS).one())
