"""Lease: what one process holds of a company for a time: the pen of its writer, batches under way.

On a machine's own disk the operating system keeps it, as a lock on a file; on a database server the
process's session does, as advisory locks. Both let go when the process dies, so a crash leaves nothing
behind and no clock decides who lives. A session that was cut off has lost its leases without knowing:
whoever relies on one asks `holds` in the transaction that needs it.
"""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, Protocol

from sqlalchemy import Connection, NullPool

from tieout.storage.dialect import Postgres, postgres_engine

PEN: Final = "writer"


class Leases(Protocol):
    """The leases of one process on one company; `alone` where no other can have any beside its pen."""

    alone: bool

    def take_pen(self, said: str) -> None:
        """Be the only writer, once; waits for the one before. `said`: what for, to be told to others."""
        ...

    def try_pen(self, said: str) -> bool:
        """Be the only writer if nobody else is, where several workers may share a company's delivery."""
        ...

    @contextmanager
    def sharing(self) -> Iterator[None]:
        """Let other workers deliver too for the time of the block, and write nothing else meanwhile."""
        ...

    def take(self, name: str) -> bool:
        """Hold what is named, unless another process does."""
        ...

    def held(self, name: str) -> bool:
        """Whether this process took it."""
        ...

    def holds(self, connection: Connection, name: str) -> bool:
        """Whether it is still held, seen from a transaction that relies on it."""
        ...

    def give(self, name: str) -> None:
        """Let go of it."""
        ...

    def put_down(self) -> None:
        """Let go of everything but the pen."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...


class FileLeases:
    """A company in files: one worker process, so whoever has the pen holds everything."""

    alone = True

    def __init__(self, path: Path) -> None:
        """`path` is the file that is locked; it says who writes."""
        self._path = path
        self._file: IO[str] | None = None

    def take_pen(self, said: str) -> None:
        """Waits for the lock of the file."""
        if self._file:
            return
        self._file = self._path.open("a+", encoding="utf-8")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._file.seek(0)
        self._file.truncate()
        self._file.write(f"{os.getpid()} {said}\n")
        self._file.flush()

    def try_pen(self, said: str) -> bool:
        """Waits: nobody delivers beside the writer of a file."""
        self.take_pen(said)
        return True

    @contextmanager
    def sharing(self) -> Iterator[None]:
        """There is nobody to share with."""
        yield

    def take(self, name: str) -> bool:
        """The writer holds everything."""
        del name
        return True

    def held(self, name: str) -> bool:
        """The writer holds everything."""
        del name
        return True

    def holds(self, connection: Connection, name: str) -> bool:
        """The operating system takes no lock away."""
        del connection, name
        return True

    def give(self, name: str) -> None:
        """It goes with the pen."""

    def put_down(self) -> None:
        """There is nothing but the pen."""

    def close(self) -> None:
        """Let go of the file."""
        if self._file:
            self._file.close()


def file_holder(path: Path) -> str:
    """Who writes now, "" = nobody. A shared lock is tried for a moment, and keeps no writer out longer."""
    if not path.exists():
        return ""
    with path.open("r", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return lock.read().strip() or "unknown"
    return ""


class ServerLeases:
    """A company on a server: a session of its own holds the locks, whatever its transactions do.

    The pen is exclusive for whoever writes and shared among those that only deliver.
    """

    alone = False

    def __init__(self, place: Postgres) -> None:
        """Open the session."""
        self._schema = place.schema
        self._engine = postgres_engine(place.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._session = self._engine.connect()
        self._held: set[str] = set()
        self._pid = int(self._ask("SELECT pg_backend_pid()"))
        for setting in _WATCHED:
            self._ask("SELECT set_config(?, ?, false)", *setting)

    def take_pen(self, said: str) -> None:
        """Waits as long as it takes; the server forgets a machine that is gone within a minute."""
        if PEN in self._held:  # the server counts, and would want it back as often
            return
        self._say(said)
        self._ask(_TAKE, self._name(PEN))
        self._held.add(PEN)

    def try_pen(self, said: str) -> bool:
        """The pen, if nobody writes or delivers now."""
        self._say(said)
        got = bool(self._ask(_TRY, self._name(PEN)))
        if got:
            self._held.add(PEN)
        return got

    @contextmanager
    def sharing(self) -> Iterator[None]:
        """The pen becomes shared; whoever had it alone waits to have it alone again."""
        alone = PEN in self._held
        self._ask(_SHARE, self._name(PEN))
        if alone:
            self._ask(_GIVE, self._name(PEN))
        try:
            yield
        finally:
            self._ask(_UNSHARE, self._name(PEN))
        if alone:
            self._ask(_TAKE, self._name(PEN))

    def take(self, name: str) -> bool:
        """Hold what is named, unless another session does."""
        if name not in self._held and self._ask(_TRY, self._name(name)):
            self._held.add(name)
        return name in self._held

    def held(self, name: str) -> bool:
        """Whether this session took it."""
        return name in self._held

    def holds(self, connection: Connection, name: str) -> bool:
        """Whether the server knows this session, and that it holds it."""
        found = connection.exec_driver_sql(_HOLDS, (self._name(name), self._pid))
        return found.first() is not None

    def give(self, name: str) -> None:
        """Let go of it."""
        if name in self._held:
            self._held.remove(name)
            self._ask(_GIVE, self._name(name))

    def put_down(self) -> None:
        """One by one."""
        for name in self._held - {PEN}:
            self.give(name)

    def close(self) -> None:
        """End the session, and with it all it holds."""
        self._session.close()
        self._engine.dispose()

    def _name(self, name: str) -> str:
        return f"{self._schema} {name}"

    def _say(self, said: str) -> None:
        who = f"tieout {said} {os.getpid()}@{socket.gethostname()}"
        self._ask("SELECT set_config('application_name', ?, false)", who[:_LONGEST_SAID])

    def _ask(self, statement: str, *values: str) -> str:
        return str(self._session.exec_driver_sql(statement, values).scalar_one() or "")


def server_holder(connection: Connection, place: Postgres) -> str:
    """Who writes or delivers now, "" = nobody; more than one where workers deliver together."""
    rows = connection.exec_driver_sql(_HOLDERS, (f"{place.schema} {PEN}",))
    return ", ".join(said or "unknown" for (said,) in rows)


_LONGEST_SAID: Final = 63
_WATCHED: Final = (
    ("lock_timeout", "0"),
    ("tcp_keepalives_idle", "30"),
    ("tcp_keepalives_interval", "10"),
    ("tcp_keepalives_count", "3"),
)
"""A writer is waited for without end; a machine that is gone is found out in a minute."""

_KEY: Final = "hashtextextended(?, 0)"
_TAKE: Final = f"SELECT pg_advisory_lock({_KEY})"
_TRY: Final = f"SELECT pg_try_advisory_lock({_KEY})"
_GIVE: Final = f"SELECT pg_advisory_unlock({_KEY})"
_SHARE: Final = f"SELECT pg_advisory_lock_shared({_KEY})"
_UNSHARE: Final = f"SELECT pg_advisory_unlock_shared({_KEY})"
_LOCKS: Final = (
    "FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' "
    "AND l.objsubid = 1 AND l.granted AND a.datname = current_database() "
    "AND l.database = a.datid AND CAST(l.classid AS bigint) << 32 | CAST(l.objid AS bigint) = "
    f"{_KEY}"
)
_HOLDS: Final = f"SELECT 1 {_LOCKS} AND l.pid = ?"
_HOLDERS: Final = (
    f"SELECT a.application_name {_LOCKS} GROUP BY a.pid, a.application_name, a.backend_start "
    "ORDER BY a.backend_start"
)
