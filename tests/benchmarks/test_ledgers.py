"""What beancount and hledger book in the benchmark is what tieout books: transaction for transaction."""

from __future__ import annotations

import sqlite3
import subprocess
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from shutil import which

import pytest
from benchmarks.bare import insert_again
from benchmarks.history import write_history
from benchmarks.journey import travel
from benchmarks.ledgers import check_command, timed, write_beancount, write_hledger

from tests.benchmarks.beancount_weights import weights

EVENTS = 400
ACCOUNTS = {
    "Assets:Raw": ("inventory_raw",),
    "Assets:Finished": ("inventory_finished",),
    "Assets:Receivable": ("accounts_receivable",),
    "Assets:Clearing": ("clearing",),
    "Liabilities:GRNI": ("grni",),
    "Liabilities:Payable": ("accounts_payable",),
    "Liabilities:Tax": ("sales_tax",),
    "Income:Sales": ("revenue",),
    "Expenses:COGS": ("cogs", "rounding"),
    "Expenses:Labour": ("labour_absorbed", "overhead_absorbed"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bench")
    write_history(made / "events.jsonl", EVENTS)
    travel(made / "events.jsonl", made)
    return made


@pytest.fixture(scope="module")
def booked(folder: Path) -> dict[str, Decimal]:
    """What tieout booked, under the names of the others."""
    connection = sqlite3.connect(folder / "books.sqlite")
    moved: dict[str, int] = defaultdict(int)
    for account, minor in connection.execute(
        "SELECT account, SUM(CASE side WHEN 'Dr' THEN home ELSE -home END) FROM entry_line GROUP BY account"
    ):
        moved[account.partition("(")[0]] += minor
    connection.close()
    return {name: Decimal(sum(moved[role] for role in roles)) / 100 for name, roles in ACCOUNTS.items()}


def entries(folder: Path) -> int:
    connection = sqlite3.connect(folder / "books.sqlite")
    (count,) = connection.execute("SELECT COUNT(*) FROM entry").fetchone()
    connection.close()
    return int(count)


def agree(theirs: dict[str, Decimal], ours: dict[str, Decimal]) -> bool:
    """Equal to the cent: the others keep what tieout rounds account by account."""
    return all(abs(theirs.get(name, Decimal(0)) - ours[name]) < Decimal("0.02") for name in ACCOUNTS)


def test_beancount_books_the_same_with_lots_first_in_first_out(
    folder: Path, booked: dict[str, Decimal]
) -> None:
    file = folder / "books.beancount"
    assert write_beancount(folder / "events.jsonl", file) == entries(folder)
    theirs = weights(file)
    assert agree(theirs, booked)
    assert timed(check_command("beancount", file), 60)


@pytest.mark.skipif(which("hledger") is None, reason="hledger is not installed")
def test_hledger_books_the_same_amounts(folder: Path, booked: dict[str, Decimal]) -> None:
    file = folder / "books.journal"
    assert write_hledger(folder / "events.jsonl", file) == entries(folder)
    words = ["hledger", "-f", str(file), "balance", "--flat", "-N", "-O", "csv"]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    theirs = {}
    for line in said.splitlines()[1:]:
        name, amount = line.replace('"', "").split(",")
        theirs[name] = Decimal(amount.split(" ")[0])
    assert agree(theirs, booked)


def test_a_program_that_takes_too_long_is_stopped() -> None:
    assert timed(["sleep", "30"], 1) == 1
    assert timed(["no-such-program-anywhere"], 1) is None


def test_the_bare_insert_holds_every_row(folder: Path) -> None:
    told: list[int] = []
    found = insert_again(folder / "books.sqlite", folder / "bare.sqlite", 3000, told.append)
    ours, bare = (sqlite3.connect(folder / name) for name in ("books.sqlite", "bare.sqlite"))
    tables = ours.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    rows = 0
    for (name,) in tables:
        kept = ours.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall()
        assert bare.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall() == kept
        rows += len(kept)
    assert found.rows == rows
    assert len(told) == 3
