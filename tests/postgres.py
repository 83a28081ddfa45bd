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

import pytest

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
def served() -> Iterator[str]:
    """A server of its own; its address. As root it runs as `nobody`, for PostgreSQL refuses root."""
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
            yield f"postgresql://tests@/postgres?host={place}"
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
    options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={place}", "-c", "fsync=off"]
    server = subprocess.Popen(
        [folder / "postgres", "-D", data, *options], stdout=quiet, stderr=quiet, user=user, cwd=place
    )
    try:
        wait = f"until {folder}/pg_isready -q -h {place}; do sleep 0.05; done"
        subprocess.run(["timeout", "30", "sh", "-c", wait], check=True)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # without waiting for clients
        server.wait(30)


_numbers = count(1)


def new_schema(url: str) -> Postgres:
    """Books of their own on the server: a schema nobody used before."""
    return Postgres(url, f"books_{os.getpid()}_{next(_numbers)}")
