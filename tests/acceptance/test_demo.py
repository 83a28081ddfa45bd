"""The demo: every seed ties out and leaves exactly the planted exceptions, in the product's own words.

The shipped seed runs in full, as a person runs it; five other seeds run in this process with fewer
orders. Each time the problems of the files and the open cases together must be those of
`examples/demo/expected.md`, no more and no fewer; amounts in their words are compared for the shipped
seed only. What others enter in QuickBooks is listed on shared accounts and nowhere else.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from tests.acceptance.process import TIEOUT
from tieout.core.problem import Problem
from tieout.demo import PLANTED
from tieout.runtime import acts
from tieout.runtime import demo as month
from tieout.runtime.cases import list_cases
from tieout.runtime.subledgers import register_differences
from tieout.runtime.tieout import TieOut

EXPECTED = Path(__file__).parents[2] / "examples" / "demo" / "expected.md"
LAST_LINE = re.compile(r"TIED OUT: unexplained difference 0\.00 in \d+ accounts")
OTHERS = {"BillPayment": 3, "Purchase": 1, "Deposit": 1}


def told() -> Counter[tuple[str, str]]:
    """(code, what) of every row of the page."""
    rows = [
        [cell.strip("` ") for cell in line.strip("|\n ").split("|")]
        for line in EXPECTED.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    return Counter((cells[3], cells[4]) for cells in rows)


def without_amounts(found: Iterable[tuple[str, str]]) -> Counter[tuple[str, str]]:
    return Counter((code, re.sub(r"(?<![\w-])\d+(\.\d+)?(?![\w-])", "#", what)) for code, what in found)


def said(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    return [(one.code, one.what) for one in problems]


def check_books(result: TieOut) -> None:
    """Tied out; only people's five documents stand on shared accounts; the books are plausible."""
    assert LAST_LINE.fullmatch(result.line())
    entered = Counter(one.split()[0] for one in {one.quickbooks for _, one in result.of_others})
    assert entered == OTHERS
    assert all(row.difference == 0 for row in result.rows if row.account.account_class == "owned")
    balance: Counter[str] = Counter()
    for row in result.rows:
        balance[row.account.keys[0].role] += row.quickbooks
    sales, cost = -balance["revenue"], balance["cogs"]
    assert 0 < cost < sales
    assert 0.3 < (sales - cost) / sales < 0.75
    for role in ("raw", "semi", "finished", "merchandise"):
        assert balance[f"inventory_{role}"] > 0
    assert abs(balance["grni"]) < sales // 10
    assert balance["accounts_receivable"] > 0 > balance["accounts_payable"]


@pytest.mark.covers("S000-46", "S004-11", "S001-109")
@pytest.mark.parametrize("seed", [1, 2, 3, 11, 2026])
def test_another_seed_ties_out_too(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    paths = month.write_files(tmp_path / "files", seed, 200)
    company = month.create()
    try:
        found = said(acts.file_problems(month.load(company, paths, lambda _path, _size: None)))
        month.run(company, lambda _stage, _count: None)
        found += said(case.problem for case in list_cases(company))
        assert without_amounts(found) == without_amounts(told().elements())
        month.trade_on(company)
        check_books(month.tie(company))
        assert register_differences(company, date.max) == []
    finally:
        company.database.close()


def tieout(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TIEOUT_HOME": str(home), "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(
        [TIEOUT, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def worked_seconds() -> float:
    """Processor seconds of all processes started from here."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.covers("S000-46", "S002-09")
def test_the_demo_as_a_person_runs_it(tmp_path: Path) -> None:
    began = worked_seconds()
    ran = tieout(tmp_path, "demo")
    lasted = worked_seconds() - began
    lines = ran.stdout.splitlines()
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert LAST_LINE.fullmatch(lines[-1])
    assert lasted < 60, "seconds of work, so that a busy machine changes nothing"
    commands = [line.split()[1:] for line in lines if line.startswith("  .venv/bin/tieout ")]
    assert [command[0] for command in commands] == ["cases", "reconcile", "trace"]
    for command, code in zip(commands, (1, 0, 0), strict=True):  # exceptions are open; it ties out
        tried = tieout(tmp_path, *command)
        assert tried.returncode == code, tried.stdout + tried.stderr
    counted = json.loads(tieout(tmp_path, "status", "--json", "--company", "demo").stdout)
    movements, journals = counted["stock"]
    assert movements > 10 * journals, "ten movements of stock or more in a journal"
    looked = tieout(tmp_path, "doctor", "--json", "--company", "demo")
    assert [one for one in json.loads(looked.stdout) if one["level"] != "ok"] == []
    cases = json.loads(tieout(tmp_path, "cases", "--json", "--company", "demo").stdout)
    files = {fault.code for fault in PLANTED if fault.found == "reading"}
    expected = Counter({key: count for key, count in told().items() if key[0] not in files})
    assert Counter((case["code"], case["what"]) for case in cases) == expected
