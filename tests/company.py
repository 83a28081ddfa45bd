"""A small company with the bundled emulator, made once, and the command line to work on a copy of it.

Two customers, one of them of the channel `popup` whose revenue nobody mapped, and a bad line: it has
documents confirmed, an entry held and a case of each stage that has one.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cycle.small_books import Plain, event, invoice, party, service, text_of
from tieout.cli.main import main

NAME = "small"
TODAY = "2026-04-10"
BASE = (party("C-1", "Harbour Foods"), party("C-2", "Market Hall"), service())
SALES = (invoice("INV-1"), invoice("INV-2", "C-2", day=6, amount="40.10"))
POPUP = invoice("INV-9", "C-2", day=7, channel="popup")
STRANGER = invoice("INV-8", "C-99", day=7)
MEND = party("C-99", "Stranger Ltd")


@dataclass(frozen=True)
class Said:
    """What a verb said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def tieout(*words: str) -> Said:
    """One command as a person types it, in this process, through the entry point of the program."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["tieout", *words])
        with pytest.raises(SystemExit) as ended:
            main()
    return Said(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def small(*words: str) -> Said:
    """A command on the small company."""
    return tieout(*words, "--company", NAME)


def written(folder: Path, name: str, *events: Plain) -> str:
    """A file of events; its path."""
    path = folder / name
    path.write_bytes(text_of(events))
    return str(path)


def invoice_file(folder: Path, count: int) -> str:
    """A file of so many invoices more, for a customer that is known."""
    return written(folder, "more.jsonl", *(invoice(f"MORE-{number}") for number in range(count)))


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the company as it is after its first month."""
    home = tmp_path_factory.mktemp("small")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIEOUT_HOME", str(home))
        made = small(
            "init",
            "--emulator",
            "--yes",
            "--account",
            "revenue(wholesale)",
            "--hold-others",
            "--start",
            "2026-03-01",
        )
        assert made.code == 0, made
        assert small("load", written(home, "month.jsonl", *BASE, *SALES, POPUP, STRANGER)).code == 0
        ran = small("run", "--today", TODAY)
        assert ran.code == 1, ran
    return home


@pytest.fixture
def small_company(small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the company that a test may change; a folder for its files."""
    home = tmp_path / "home"
    shutil.copytree(small_home, home)
    monkeypatch.setenv("TIEOUT_HOME", str(home))
    return tmp_path


@pytest.fixture
def no_company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any company."""
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path / "home"))
    return tmp_path


__all__ = ["event", "no_company", "small_company", "small_home"]
