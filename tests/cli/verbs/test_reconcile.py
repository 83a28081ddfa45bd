"""reconcile: ours against QuickBooks' per account, exact decimal text, and an exit code that says tied."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.saying import say
from tests.company import small


@pytest.mark.covers("S000-47", "S001-108")
def test_every_account_ties_out_to_the_cent(small_company: Path) -> None:
    said = small("reconcile", "--json")
    assert said.code == 0
    rows = {row["role"]: row for row in said.json}
    assert (rows["revenue(wholesale)"]["expected"], rows["revenue(wholesale)"]["quickbooks"]) == (
        "-65.10",
        "-65.10",
    )
    assert rows["accounts_receivable"]["expected"] == "65.10"
    assert {row["difference"] for row in said.json} == {"0.00"}
    assert set(rows["accounts_receivable"]) >= {"role", "number", "name", "explained"}


def test_a_person_reads_the_verdict_last(small_company: Path) -> None:
    said = small("reconcile", "--through", "2026-03-31")
    assert said.code == 0
    assert "Tie-out through 2026-03-31" in said.out
    assert said.out.strip().splitlines()[-1].lower().startswith("tied out")


def test_a_day_that_is_none_is_wrong_usage(small_company: Path) -> None:
    assert small("reconcile", "--through", "2026-13-01").code == 2


def test_each_account_has_its_registers_with_their_open_items(small_company: Path) -> None:
    rows = {row["role"]: row for row in small("reconcile", "--json").json}
    receivable = rows["accounts_receivable"]
    assert (receivable["expected"], receivable["subledger"]) == ("65.10", "90.10")  # 25.00 are held
    found = {one["party"]: one for one in receivable["registers"]}
    assert (found["C-1"]["total"], found["C-1"]["posted"], found["C-1"]["difference"]) == (
        "25.00",
        "25.00",
        "0.00",
    )
    (item,) = found["C-1"]["items"]
    assert (item["name"], item["since"], item["age_days"], item["amount"]) == (
        "INV-1",
        "2026-03-05",
        35,
        "25.00",
    )
    assert rows["revenue(wholesale)"]["subledger"] is None


def test_what_is_held_is_in_flight_and_no_difference(small_company: Path) -> None:
    said = small("reconcile", "--through", "2026-03-31")
    assert "25.00 held (account_unmapped), invoice_issued" in said.out
    rows = {row["role"]: row for row in small("reconcile", "--json", "--through", "2026-03-31").json}
    (market,) = [one for one in rows["accounts_receivable"]["registers"] if one["party"] == "C-2"]
    assert (market["total"], market["posted"], market["in_flight"]) == ("65.10", "40.10", "-25.00")
    assert [one["reason"] for one in market["flying"]] == ["held"]


def test_registers_stand_at_the_day_asked_for(small_company: Path) -> None:
    rows = {row["role"]: row for row in small("reconcile", "--json", "--through", "2026-03-05").json}
    assert rows["accounts_receivable"]["subledger"] == "25.00"


def test_open_items_are_listed_on_request(small_company: Path) -> None:
    assert "INV-2" not in small("reconcile").out
    said = small("reconcile", "--items", "accounts_receivable")
    assert "INV-2" in said.out
    assert "Open on" in said.out
    assert "INV-2" in small("reconcile", "--items", "c-2").out
    unknown = small("reconcile", "--items", "nonsense")
    assert (unknown.code, "nonsense is no register" in " ".join(unknown.err.split())) == (2, True)


def test_a_register_that_differs_is_named_listed_and_ends_in_attention(small_company: Path) -> None:
    """The posting of an invoice is changed behind tieout's back: the fact says otherwise."""
    with sqlite3.connect(next((small_company / "home").rglob("books.sqlite"))) as books:
        books.execute("DROP TRIGGER entry_line_no_update")
        books.execute(
            "UPDATE entry_line SET home = home + 500 WHERE n = (SELECT MIN(n) FROM entry_line "
            "WHERE account LIKE 'accounts_receivable%' AND reference = 'INV-1')"
        )
    said = small("reconcile")
    assert said.code == 1
    assert "Accounts Receivable (A/R), C-1 differs by 5.00; first on 2026-03-05" in said.err
    assert "INV-1" in said.out
    last = said.out.strip().splitlines()[-1]
    assert last.startswith(
        "NOT TIED OUT: 1 register not equal to the account, 5.00 in sum; first on 2026-03-05:"
    )
    assert "invoice_issued" in last


def test_a_day_before_the_first_document_is_refused(small_company: Path) -> None:
    said = small("reconcile", "--through", "2026-03-04")
    assert (said.code, "reconciled_too_early" in said.err) == (3, True)
    assert "The first document is of 2026-03-05" in " ".join(said.err.split())


def test_accounts_that_are_zero_on_both_sides_are_counted(small_company: Path) -> None:
    every = small("reconcile", "--json").json
    shown = [row for row in every if row["expected"] != "0.00" or row["quickbooks"] != "0.00"]
    said = f"{len(every) - len(shown)} accounts without a balance on either side not shown"
    assert said in small("reconcile").out


@pytest.mark.usefixtures("pantry")
def test_lots_are_listed_with_their_numbers_and_quantities() -> None:
    said = say("reconcile", "--items", "inventory_raw")
    rows = [line.replace("│", " ").split() for line in said.text.splitlines() if "OAT-A" in line]
    assert rows == [
        ["OATS", "OAT-A", "PLANT", "2026-03-02", "goods_received", "GR-1", "9", "12.15"],
    ], said.text
