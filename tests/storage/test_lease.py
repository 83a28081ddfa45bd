"""Leases: one writer, deliverers together, and whoever dies or is cut off holds nothing any more."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.postgres import needs_postgresql
from tieout.core.errors import TransientError
from tieout.storage.database import Database
from tieout.storage.lease import PEN, FileLeases, Leases, ServerLeases, file_holder, server_holder
from tieout.storage.server import Server

ENGINES = ["sqlite", pytest.param("postgresql", marks=needs_postgresql)]
HOLDER = """
import sys, time
from pathlib import Path
from tieout.storage.lease import FileLeases, ServerLeases
from tieout.storage.server import Server
place = sys.argv[1]
held = ServerLeases(Server(place).company("acme")) if ":" in place else FileLeases(Path(place))
held.take_pen("run since noon")
held.take("batch 1")
print("held", flush=True)
time.sleep(600)
"""


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A file to lock, or the address of a server with a company."""
    if request.param == "sqlite":
        return str(tmp_path / "writer.lock")
    return str(request.getfixturevalue("on_server"))


@pytest.fixture
def on_server(database_url: str) -> str:
    Database(Server(database_url).prepare("acme")).close()
    return database_url


@pytest.fixture
def new(place: str) -> Iterator[Callable[[], Leases]]:
    """Leases as one more process would have them."""
    made: list[Leases] = []

    def one() -> Leases:
        on_disk = ":" not in place
        made.append(FileLeases(Path(place)) if on_disk else ServerLeases(Server(place).company("acme")))
        return made[-1]

    yield one
    for held in made:
        held.close()


def holder(place: str) -> str:
    if ":" not in place:
        return file_holder(Path(place))
    books = Server(place).company("acme")
    with closing(Database(books)) as database, database.read() as connection:
        return server_holder(connection, books)


def waiting(act: Callable[[], object]) -> tuple[threading.Thread, list[float]]:
    """An act in a thread of its own, and when it was over."""
    ended: list[float] = []

    def work() -> None:
        act()
        ended.append(time.monotonic())

    thread = threading.Thread(target=work)
    thread.start()
    return thread, ended


def swept(held: Leases) -> None:
    held.take_pen("sweep")
    held.give(PEN)


def test_a_second_writer_waits_for_the_first_who_says_what_it_does(
    place: str, new: Callable[[], Leases]
) -> None:
    assert holder(place) == ""
    first, second = new(), new()
    first.take_pen("load since noon")
    assert "load since noon" in holder(place)
    thread, ended = waiting(lambda: second.take_pen("run since one"))
    time.sleep(0.2)
    assert not ended
    first.close()
    thread.join(30)
    assert ended
    assert "run since one" in holder(place)


def test_a_killed_process_holds_nothing(place: str, new: Callable[[], Leases]) -> None:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, place], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    assert "run since noon" in holder(place)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    held = new()
    held.take_pen("run since one")
    assert held.take("batch 1")


@needs_postgresql
def test_deliverers_share_and_a_writer_waits_for_them_all(on_server: str) -> None:
    books = Server(on_server).company("acme")
    with ExitStack() as stack:
        one, two, other = (stack.enter_context(closing(ServerLeases(books))) for _ in range(3))
        assert one.try_pen("run")
        one.take_pen("run")
        assert holder(on_server).count("tieout run") == 1
        assert not two.try_pen("run")
        with one.sharing():
            assert holder(on_server).count("tieout run") == 1
            with two.sharing():
                assert not other.try_pen("sweep")
                assert holder(on_server).count("tieout run") == 2
                thread, ended = waiting(lambda: swept(other))
                time.sleep(0.2)
            assert not ended, "one of them delivers still"
        thread.join(30)
        assert ended
        assert not two.try_pen("run"), "the first writes again"


@needs_postgresql
def test_what_one_holds_no_other_takes(on_server: str) -> None:
    books = Server(on_server).company("acme")
    with ExitStack() as stack:
        one, two = (stack.enter_context(closing(ServerLeases(books))) for _ in range(2))
        assert one.take("batch 1")
        assert one.take("batch 1")
        assert (one.held("batch 1"), two.held("batch 1")) == (True, False)
        assert not two.take("batch 1")
        assert two.take("batch 2")
        one.give("batch 1")
        one.give("batch 1")
        assert two.take("batch 1")


@needs_postgresql
def test_a_session_that_was_cut_off_is_found_out_in_the_transaction(on_server: str) -> None:
    """It still believes to hold its batch; the server knows better, and says so to whoever asks there."""
    books = Server(on_server).company("acme")
    held = ServerLeases(books)
    with closing(Database(books)) as database:
        held.take_pen("run")
        assert held.take("batch 1")
        with database.write() as connection:
            assert held.holds(connection, "batch 1")
            assert not held.holds(connection, "batch 2")
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name LIKE 'tieout%'"
            )
        with closing(ServerLeases(books)) as another, database.write() as connection:
            assert another.take("batch 1")
            assert held.held("batch 1")
            assert not held.holds(connection, "batch 1")
    with pytest.raises(TransientError):
        held.give("batch 1")
    held.close()
