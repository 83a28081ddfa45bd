"""opening: what QuickBooks held before the first day, and a change there accepted with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.company import NAME, small, tieout
from tests.in_quickbooks import entered, quickbooks_of


def moved(account: str, amount: str) -> None:
    """A journal dated before the first day, from opening equity to an account."""
    with quickbooks_of(NAME) as client:
        ids = {row["Name"]: row["Id"] for row in client.rows("Account")}
        sides = ((account, "Debit"), ("Opening Balance Equity", "Credit"))
        lines = [
            {
                "Amount": amount,
                "DetailType": "JournalEntryLineDetail",
                "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": ids[name]}},
            }
            for name, side in sides
        ]
        entered(client, "journalentry", {"TxnDate": "2026-02-10", "Line": lines})


@pytest.mark.covers("S004-28")
def test_a_balance_that_moved_is_found_and_accepted_with_its_reason(small_company: Path) -> None:
    moved("Goods Received Not Invoiced", "12.50")
    problems = {p["code"] for one in small("doctor", "--json").json for p in one["problems"]}
    assert {"history_changed", "opening_unaligned"} <= problems
    rows = {one["account"]: one for one in small("opening", "--json").json}
    grni = rows["Goods Received Not Invoiced"]
    assert (grni["kept"], grni["quickbooks"]) == ("0.00", "12.50")
    changed = small("opening", "accept", "--why", "goods of last year", "--json").json
    assert {one["account"] for one in changed} == {"Goods Received Not Invoiced", "Opening Balance Equity"}
    again = {p["code"] for one in small("doctor", "--json").json for p in one["problems"]}
    assert "history_changed" not in again
    assert "opening_unaligned" in again  # the subledger has no such receipt
    assert small("verify").code == 0


def test_nothing_changed_is_nothing_to_accept(small_company: Path) -> None:
    assert "Goods Received Not Invoiced" in small("opening").out
    said = small("opening", "accept", "--why", "none")
    assert said.code == 3
    assert "opening_unchanged" in said.err
    assert tieout("opening").code == 2
