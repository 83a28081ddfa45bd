"""A PostgreSQL server for the tests: started once a process, on a socket in a temporary folder.

Its programs are those of `$PG_BIN`, else of the newest Debian package. Where there are none, the tests
that need them skip and say so. Nothing listens on the network.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tieout.storage.database import Database
from tieout.storage.dialect import Postgres


def programs() -> Path | None:
    """The folder of initdb and postgres; None = not on this machine."""
    named = os.environ.get("PG_BIN")
    found = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists()), None)


needs_postgresql = pytest.mark.skipif(
    programs() is None, reason="PostgreSQL is not installed (apt package postgresql, or set PG_BIN)"
)


@contextmanager
def served() -> Iterator[Server]:
    """A server of its own. As root it runs as `nobody`, for PostgreSQL refuses root."""
    folder = programs()
    if folder is None:
        raise RuntimeError("PostgreSQL is not installed")
    place = Path(tempfile.mkdtemp(prefix="pg-"))
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        place.chmod(0o755)
        shutil.chown(place, user)
    try:
        with _running(folder, place, user):
            yield Server(str(place))
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _running(folder: Path, place: Path, user: str | None) -> Iterator[None]:
    data, quiet = place / "data", subprocess.DEVNULL
    subprocess.run(
        [folder / "initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8"],
        check=True,
        stdout=quiet,
        user=user,
        cwd=place,
    )
    options = [
        "-c",
        "listen_addresses=",
        "-c",
        f"unix_socket_directories={place}",
        "-c",
        "fsync=off",
        "-c",
        "max_connections=400",
    ]
    server = subprocess.Popen(
        [folder / "postgres", "-D", data, *options], stdout=quiet, stderr=quiet, user=user, cwd=place
    )
    try:
        wait = f"until {folder}/pg_isready -q -h {place}; do sleep 0.05; done"
        subprocess.run(["timeout", "120", "sh", "-c", wait], check=True)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # without waiting for clients
        server.wait(120)


_numbers = count(1)
_TEMPLATE = "migrated"
SCHEMA = "books"


class Server:
    """A running server with books that were migrated once; every test gets a copy of them."""

    def __init__(self, place: str) -> None:
        """Migrate the books that are copied."""
        self._place = place
        self.run(f"CREATE DATABASE {_TEMPLATE}")
        Database(self._books(_TEMPLATE)).close()

    def new(self) -> Postgres:
        """Books of their own: a database nobody used before."""
        name = f"books_{os.getpid()}_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        return self._books(name)

    def empty(self, options: str = "") -> str:
        """The address of a database with nothing in it."""
        name = f"empty_{os.getpid()}_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} {options}")
        return self._books(name).url

    def forget(self, url: str) -> None:
        """Forget a database that a test is done with."""
        self.run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def drop(self, books: Postgres) -> None:
        """Forget books that a test is done with."""
        self.forget(books.url)

    def _books(self, name: str) -> Postgres:
        return Postgres(f"postgresql://tests@/{name}?host={self._place}", SCHEMA)

    def run(self, statement: str) -> None:
        """One statement of an administrator."""
        with psycopg.connect(f"postgresql://tests@/postgres?host={self._place}", autocommit=True) as admin:
            admin.execute(statement.encode())
