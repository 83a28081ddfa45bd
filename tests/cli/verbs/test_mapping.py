"""mapping: finance sees it and sets it; what was held by it crosses in the next run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.company import TODAY, small, tieout


def test_the_mapping_is_listed_by_role(small_company: Path) -> None:
    said = small("mapping", "--json")
    assert said.code == 0
    rows = {row["role"]: row for row in said.json}
    assert rows["revenue(wholesale)"]["class"] == "owned"
    assert rows["accounts_receivable"]["class"] == "shared"
    assert all(row["id"] and row["account"] for row in said.json)
    assert "revenue(wholesale)" in small("mapping").out


@pytest.mark.covers("S000-51")
def test_mapping_an_account_releases_what_it_held(small_company: Path) -> None:
    account = next(
        row["account"] for row in small("mapping", "--json").json if row["role"].startswith("rev")
    )
    said = small("mapping", "set", "revenue(popup)", account)
    assert (said.code, said.out) == (0, f"revenue(popup) is mapped to {account}.\n")
    ran = small("run", "--today", TODAY, "--json").json
    assert (ran["sealed"], ran["open_cases"]) == (2, 1)
    assert small("reconcile").code == 0


@pytest.mark.parametrize(
    ("role", "account", "code"),
    [("income", "1", "account_key_unknown"), ("revenue(popup)", "No such", "account_unknown")],
)
def test_what_does_not_exist_is_named(small_company: Path, role: str, account: str, code: str) -> None:
    before = small("mapping").out
    said = small("mapping", "set", role, account)
    assert said.code == 3
    assert code in said.err
    assert small("mapping").out == before


def test_no_company_is_wrong_usage(no_company: Path) -> None:
    assert tieout("mapping").code == 2
