"""A company on PostgreSQL: the same books as in a file, and two workers that deliver together.

An undisturbed company in a file loads a small month and runs once. On the server the same files give the
same canonical dump, and every reading verb the same answer. Then two processes run at once for one
company, one of them is killed (`kill -9`) while they deliver, and the other goes on: at the end QuickBooks
(the emulator, a process of its own) holds each document exactly once, and the dump is that of the
undisturbed company in its file.
"""

from __future__ import annotations

import json
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.dump import Dump, first_differences
from tests.acceptance.files import month_files
from tests.acceptance.process import NAME, RUN, TIEOUT, Site, site
from tests.postgres import Server as Running
from tests.postgres import needs_postgresql
from tieout.storage.database import Database
from tieout.storage.dialect import Postgres
from tieout.storage.lease import server_holder
from tieout.storage.server import Server

pytestmark = needs_postgresql
SEED, ORDERS = 11, 220
LIVES = 2
SLOW = ("latency_milliseconds=40",)
"""QuickBooks answers slowly, so that there is something to kill."""

READ = (
    ("reconcile",),
    ("mapping",),
    ("settings",),
    ("users",),
    ("opening",),
    ("explain", "balance", "grni"),
    ("explain", "balance", "accounts_receivable"),
    ("explain", "balance", "inventory_finished"),
)
"""Verbs whose answer holds no time, no serial number and no id of QuickBooks."""


@dataclass
class Undisturbed:
    """The measure of all others."""

    files: list[str]
    dump: Dump
    trial_balance: dict[str, str]
    counts: dict[str, int]
    said: dict[tuple[str, ...], object]


def answers(made: Site) -> dict[tuple[str, ...], object]:
    """What the reading verbs say."""
    return {words: said(made, *words) for words in READ}


def said(made: Site, *words: str) -> object:
    import os

    from tests.connectors.emulator import TOKEN

    environment = {**os.environ, "TIEOUT_HOME": str(made.home), "TIEOUT_QUICKBOOKS_TOKEN": TOKEN}
    environment["TIEOUT_DATABASE"] = made.server
    command = [TIEOUT, *words, "--company", NAME, "--json"]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=180)
    assert ran.returncode in {0, 1}, ran.stderr
    return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    folder = tmp_path_factory.mktemp("undisturbed")
    files = [str(path) for path in month_files(folder / "files", SEED, ORDERS)]
    with site(folder / "site") as made:
        made.finish("load", *files)
        made.run_to_the_end()
        return Undisturbed(files, made.dump(), made.trial_balance(), made.counts(), answers(made))


@pytest.fixture
def url(server: Running) -> Iterator[str]:
    address = server.empty()
    yield address
    server.forget(address)


def same_as(measure: Undisturbed, made: Site) -> None:
    """The books, and what QuickBooks holds, are those of the undisturbed company."""
    assert not first_differences(measure.dump, made.dump())
    assert made.counts() == measure.counts
    assert made.trial_balance() == measure.trial_balance
    assert not made.twice()


@pytest.mark.covers("S001-94")
def test_the_same_files_give_the_same_books_as_in_a_file(
    undisturbed: Undisturbed, tmp_path: Path, url: str
) -> None:
    with site(tmp_path / "site", server=url) as made:
        made.finish("load", *undisturbed.files)
        made.run_to_the_end()
        same_as(undisturbed, made)
        assert answers(made) == undisturbed.said
        assert made.finish("verify") == 0
        made.finish("sweep")
        assert made.finish("doctor") in {0, 1}
        assert made.finish("load", *undisturbed.files) == 1, "the planted faults are reported every time"
        made.run_to_the_end()
        same_as(undisturbed, made)


@dataclass
class Seen:
    """What was seen of two workers."""

    together: bool = False
    hit: int = 0


@pytest.mark.covers("S001-94", "S001-90")
def test_two_workers_deliver_together_and_one_may_be_killed(
    undisturbed: Undisturbed, tmp_path: Path, server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, hits, together = random.Random(41), [], 0
    for number in range(LIVES):
        address = server.empty()
        with site(tmp_path / f"life-{number}", settings=SLOW, server=address) as made:
            made.finish("load", *undisturbed.files)
            seen = struck(made, chance)
            made.run_to_the_end()
            same_as(undisturbed, made)
            assert made.finish("verify") == 0
        server.forget(address)
        hits.append(seen.hit)
        together += seen.together
    with capsys.disabled():
        print(f"\n{LIVES} lives of two workers, batches under way when one was killed: {hits}")
    assert together == LIVES
    assert any(hits), "no kill hit a batch under way"


def struck(made: Site, chance: random.Random) -> Seen:
    """Start two workers, kill one of them once some documents are confirmed, wait for the other."""
    seen, after = Seen(), chance.randint(10, 250)
    workers = [made.start(*RUN) for _ in range(2)]
    with closing(Database(Server(made.server).company(NAME))) as database:
        while confirmed(database) < after or not seen.together:
            assert any(worker.poll() is None for worker in workers), "both ended before anybody was killed"
            seen.together = seen.together or delivering(database) == 2
            time.sleep(0.01)
        time.sleep(chance.random() * 0.3)
        victim = workers.pop(chance.randrange(2))
        victim.kill()
        victim.wait()
        seen.hit = under_way(database)
    assert workers[0].wait(timeout=180) in {0, 1, 4}
    assert "Traceback" not in (made.home / "stderr.txt").read_text(encoding="utf-8")
    return seen


def _one(database: Database, sql: str) -> int:
    with database.read() as connection:
        return int(connection.exec_driver_sql(sql).scalar_one())


def confirmed(database: Database) -> int:
    return _one(database, "SELECT COUNT(*) FROM crossing_state WHERE state = 'confirmed'")


def under_way(database: Database) -> int:
    return _one(database, "SELECT COUNT(*) FROM crossing_state WHERE state IN ('claimed', 'sent')")


def delivering(database: Database) -> int:
    place = database.dialect
    assert isinstance(place, Postgres)
    with database.read() as connection:
        return server_holder(connection, place).count("tieout run")
