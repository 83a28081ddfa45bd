"""Real processes: tieout's commands, started, watched and killed, beside an emulator that survives."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2

from tests.acceptance.dump import Dump, canonical
from tests.connectors.emulator import REALM, TOKEN, Emulator, running
from tieout.runtime.company import Connection
from tieout.storage.database import Database
from tieout.storage.dialect import Dialect
from tieout.storage.server import Server
from tieout.storage.settings import keep_setting

NAME = "acme"
TODAY = "2026-04-10"
TIEOUT = str(Path(sys.executable).with_name("tieout"))
SETTINGS = ("throttle=off", "custom_txn_numbers=true")
FAST = (("request", 60_000, 60, 1000), ("batch", 6_000, 60, 100))


@dataclass(frozen=True)
class Site:
    """A machine's data folder with one company, and the QuickBooks the company is connected to.

    `server` is the address of the database server its books are on; empty = they are a file.
    """

    home: Path
    emulator: Emulator
    server: str = ""

    @property
    def books(self) -> Path:
        return self.home / "companies" / NAME / "books.sqlite"

    @property
    def place(self) -> Path | Dialect:
        """Where the books are."""
        return Server(self.server).company(NAME) if self.server else self.books

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """One verb as a process of its own."""
        environment = {**os.environ, "TIEOUT_HOME": str(self.home), "TIEOUT_QUICKBOOKS_TOKEN": TOKEN}
        environment["TIEOUT_DATABASE"] = self.server
        with (self.home / "stderr.txt").open("ab" if self.server else "wb") as said:
            return subprocess.Popen(
                [TIEOUT, *arguments, "--company", NAME],
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )

    def finish(self, *arguments: str) -> int:
        """One verb to its end; a traceback fails, exit codes are the caller's to judge."""
        process = self.start(*arguments)
        code = process.wait(timeout=180)
        said = (self.home / "stderr.txt").read_text(encoding="utf-8")
        assert "Traceback" not in said, said
        assert code in {0, 1, 4}, said
        return code

    def run_to_the_end(self) -> None:
        """Run until nothing waits any more."""
        for _ in range(10):
            if self.finish(*RUN) != 4:
                return
        raise AssertionError("the run never came to its end")

    def dump(self) -> Dump:
        return canonical(self.place)

    def events(self) -> int:
        """How many events are accepted."""
        with closing(sqlite3.connect(f"file:{self.books}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT COUNT(*) FROM event").fetchone()[0])

    def trial_balance(self) -> dict[str, str]:
        """QuickBooks' own trial balance: account name → amount, debit above zero."""
        answer = self._get(f"/v3/company/{REALM}/reports/TrialBalance?end_date={TODAY}")
        rows = [
            [cell["value"] for cell in row["ColData"]] for row in answer["Rows"]["Row"] if "ColData" in row
        ]
        return {name: debit or f"-{credit}" for name, debit, credit in rows}

    def counts(self) -> dict[str, int]:
        """How many objects of each kind QuickBooks holds."""
        counted: dict[str, int] = self.emulator.lever("counts")["counts"]
        return counted

    def twice(self) -> list[str]:
        """Marks of ours that stand on more than one object of QuickBooks."""
        return [mark for mark, count in self.emulator.marks().items() if count > 1]

    def _get(self, path: str) -> Any:
        answer = httpx2.get(f"{self.emulator.url}{path}", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text, parse_float=Decimal)


RUN = ("run", "--until-idle", "--today", TODAY)
INIT = (
    *("init", "--start", "2026-02-28", "--realm", REALM, "--yes", "--daily", "webstore"),
    *("--hold-others", "--account", "revenue(wholesale)", "--account", "revenue(webstore)"),
)


@contextmanager
def site(
    folder: Path,
    *,
    settings: Sequence[str] = (),
    longest_seconds: int = 2,
    margin_seconds: int = 1,
    server: str = "",
) -> Iterator[Site]:
    """A company on an emulator process of its own, with a state file."""
    home = folder / "home"
    home.mkdir(parents=True)
    options = [part for setting in (*SETTINGS, *settings) for part in ("--set", setting)]
    with running("--state", str(folder / "quickbooks.sqlite"), *options) as emulator:
        made = Site(home, emulator, server)
        assert made.finish(*INIT, "--quickbooks", emulator.url) == 0
        connect(made.place, emulator.url, longest_seconds, margin_seconds)
        yield made
    shutil.rmtree(folder)


def connect(books: Path | Dialect, url: str, longest_seconds: int, margin_seconds: int) -> None:
    """Settings of the connection that make absence provable in seconds, and lift the speed limits."""
    link = Connection(
        url=url,
        realm=REALM,
        longest_request_seconds=longest_seconds,
        margin_seconds=margin_seconds,
        limits=FAST,
    )
    with closing(Database(books)) as database, database.write() as connection:
        keep_setting(connection, "connection", json.dumps(dataclasses.asdict(link)))
