"""reconcile: ours against QuickBooks' per account, exact decimal text, and an exit code that says tied."""

from __future__ import annotations

from pathlib import Path

import pytest

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
