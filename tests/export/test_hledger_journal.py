"""The hledger journal: hledger accepts it strictly and reads back what any person may have typed."""

from __future__ import annotations

import csv
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.export.a_set_of_books import CHART, a_transaction, abroad, books, totals
from tieout.core.account import AccountKey
from tieout.core.money import decimal_text
from tieout.export.books import ExportedLine, ExportedTransaction
from tieout.export.hledger_journal import hledger, one_line, tag_value
from tieout.export.naming import hledger_part, names

GRNI = AccountKey("grni")
HLEDGER = shutil.which("hledger")
NAMES = names(CHART, hledger_part, between=" ")
MADE = (
    a_transaction({"12": 5_00, "21": -5_00}, party="Müller; (M) | Co", memo="=1,2 ; x", number="R(1)"),
    a_transaction(
        {"12": -1_50, "50": 1_50, "13": 0, "10": 7, "41": -7},
        party="* ! x",
        memo="date: 2020-01-01, lot: y",
    ),
    a_transaction({"30": 123_456_789_01, "40": -123_456_789_01}),
)
needs_hledger = pytest.mark.skipif(HLEDGER is None, reason="hledger is not installed (apt package hledger)")


def ran(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    assert HLEDGER is not None
    environment = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [HLEDGER, "-f", path, *arguments],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
    )


def test_the_journal_reads_like_a_ledger() -> None:
    text = "".join(hledger(books(MADE[0])))
    assert text.startswith('; Baker "Best" & Sons, Ltd\ndecimal-mark .\ncommodity 1000.00 USD\n')
    assert "account Assets:1000 Inventory Asset:1200 Raw flour sugar  ; type: A\n" in text
    assert "2026-03-31 * (R1) Müller, (M) / Co | JournalEntry =1,2 , x\n    ; document: d1\n" in text
    assert (
        "    Assets:1000 Inventory Asset:1200 Raw flour sugar  5.00 USD  ; role: inventory_raw, lot: F-1\n"
        in text
    )


def test_a_document_in_another_currency_keeps_its_amounts_and_its_rate() -> None:
    text = "".join(hledger(books(abroad(MADE[0]))))
    assert "    ; currency: EUR\n    ; rate: 1.25\n" in text
    assert "5.00 USD  ; role: inventory_raw, original: 4.00 EUR, lot: F-1\n" in text


def test_texts_cannot_start_a_comment_or_end_a_tag() -> None:
    assert one_line("a;b\nc") == "a,b c"
    assert tag_value("a, date:x [2026-13-01]") == "a date x (2026-13-01)"


@needs_hledger
@pytest.mark.parametrize("currency", ["USD", "JPY", "KWD"])
def test_hledger_accepts_it_strictly_and_reads_the_same_trial_balance(
    tmp_path: Path, currency: str
) -> None:
    path = tmp_path / "books.journal"
    path.write_text("".join(hledger(books(*MADE, currency=currency))), encoding="utf-8")
    checked = ran(path, "check", "--strict")
    assert checked.returncode == 0, checked.stderr
    rows = list(csv.reader(ran(path, "balance", "--flat", "-E", "-N", "-O", "csv").stdout.splitlines()))[1:]
    found = {account: amount.replace(",", "") for account, amount in rows}
    for account, minor in totals(MADE).items():
        number, _, unit = found[NAMES[account]].partition(" ")
        assert number == (decimal_text(minor, currency) if minor else "0")
        assert unit == (currency if minor else "")


@needs_hledger
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.text(max_size=15), st.text(max_size=15)), min_size=20, max_size=40))
def test_hledger_reads_whatever_a_person_may_have_typed(
    tmp_path: Path, texts: list[tuple[str, str]]
) -> None:
    made = [
        replace(
            a_transaction({"12": 1, "50": -1}, party=one, memo=other, number=one),
            events=(other,),
            lines=(ExportedLine("12", GRNI, 1, lot=one), ExportedLine("50", GRNI, -1, lot=other)),
        )
        for one, other in texts
    ]
    path = tmp_path / "books.journal"
    path.write_text("".join(hledger(books(*made))), encoding="utf-8")
    checked = ran(path, "check", "--strict")
    assert checked.returncode == 0, checked.stderr


@needs_hledger
def test_hledger_refuses_a_balance_off_by_a_cent(tmp_path: Path) -> None:
    path = tmp_path / "books.journal"
    path.write_text("".join(hledger(books(*MADE, off=1))), encoding="utf-8")
    assert ran(path, "check").returncode != 0


def test_the_same_books_are_the_same_text() -> None:
    made: tuple[ExportedTransaction, ...] = MADE
    assert list(hledger(books(*made))) == list(hledger(books(*made)))
