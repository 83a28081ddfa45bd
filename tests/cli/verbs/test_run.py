"""run: to QuickBooks once; a run that was killed goes on; the exit code says what is left."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.company import MEND, NAME, TODAY, small, written
from tests.cycle.small_books import invoice, party


def test_a_second_run_does_nothing(small_company: Path) -> None:
    said = small("run", "--today", TODAY, "--json")
    assert said.code == 1
    assert said.json == {
        "costed": 0,
        "quarantined": 0,
        "sealed": 0,
        "records": 0,
        "confirmed": 0,
        "refused": 0,
        "uncertain": 0,
        "requests": 0,
        "waiting": "",
        "warnings": [],
        "problem": None,
        "open_cases": 2,
    }


def test_what_is_new_crosses_and_ties_out(small_company: Path) -> None:
    small("load", written(small_company, "new.jsonl", invoice("INV-3", amount="7.77")))
    said = small("run", "--until-idle", "--today", TODAY)
    assert said.code == 1
    assert "1 event costed, 1 document sealed, 1 confirmed by QuickBooks." in said.out
    assert "2 exceptions are open: see `tieout cases`." in said.out
    assert "costing" not in said.out
    assert small("status", "--json").json["crossings"] == {"confirmed": 6}


def test_an_event_that_is_quarantined_is_not_said_to_be_costed(small_company: Path) -> None:
    nobody = invoice("INV-9", "C-404", amount="9.00")
    small("load", written(small_company, "bad.jsonl", nobody, invoice("INV-3", amount="7.77")))
    said = small("run", "--until-idle", "--today", TODAY)
    assert "1 event costed, 1 quarantined, 1 document sealed, 1 confirmed by QuickBooks." in said.out


def test_list_records_are_counted_apart_from_documents(small_company: Path) -> None:
    """A customer nobody billed before is a record of QuickBooks' list, not a document."""
    new = (party("C-3", "Quay Grill"), invoice("INV-4", "C-3", amount="9.00"))
    small("load", written(small_company, "new.jsonl", *new))
    said = small("run", "--until-idle", "--today", TODAY)
    assert "1 document and 1 list record sealed, 2 confirmed by QuickBooks." in said.out
    small("load", written(small_company, "more.jsonl", party("C-4", "Pier"), invoice("INV-5", "C-4")))
    ran = small("run", "--until-idle", "--today", TODAY, "--json").json
    assert (ran["sealed"], ran["records"], ran["confirmed"]) == (1, 1, 2)


def test_one_exception_is_one(small_company: Path) -> None:
    small("load", written(small_company, "mend.jsonl", MEND))
    small("cases", "release")
    assert "1 exception is open: see `tieout cases`." in small("run", "--today", TODAY).out


def test_a_day_that_is_not_over_is_not_sealed(small_company: Path) -> None:
    small("load", written(small_company, "new.jsonl", invoice("INV-3", day=20)))
    assert small("run", "--today", "2026-03-20", "--json").json["sealed"] == 0
    assert small("run", "--today", "2026-03-21", "--json").json["sealed"] == 1


def test_a_day_that_is_none_is_wrong_usage(small_company: Path) -> None:
    said = small("run", "--today", "tomorrow")
    assert said.code == 2
    assert "tomorrow" in said.err


@pytest.mark.covers("S002-47")
def test_a_run_after_a_kill_finishes_the_work_once(small_company: Path) -> None:
    """The process and its emulator die at some moment of the run; the next run ends at the same books."""
    many = [invoice(f"INV-{number}", day=9, amount=f"{number}.00") for number in range(100, 500)]
    small("load", written(small_company, "many.jsonl", *many))
    command = [sys.executable, "-c", "from tieout.cli.main import main; main()"]
    command += ["run", "--today", TODAY, "--company", NAME]
    killed = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not _is_sealed(Path(os.environ["TIEOUT_HOME"])):
        assert killed.poll() is None
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait(timeout=30)
    assert small("run", "--until-idle", "--today", TODAY).code == 1
    assert small("status", "--json").json["crossings"] == {"confirmed": 5 + len(many)}
    assert small("reconcile").code == 0


def _is_sealed(home: Path) -> bool:
    """Whether documents are ready to be sent; asked of the file itself, which is quicker than a verb."""
    with closing(sqlite3.connect(home / "companies" / NAME / "books.sqlite")) as books:
        sql = "SELECT EXISTS (SELECT 1 FROM crossing_state WHERE state IN ('ready', 'claimed', 'sent'))"
        return bool(books.execute(sql).fetchone()[0])
