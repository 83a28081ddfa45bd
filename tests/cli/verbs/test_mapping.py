"""mapping: finance sees it and sets it; what was held by it crosses in the next run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.company import NAME, TODAY, small, tieout
from tests.in_quickbooks import entered, quickbooks_of


def test_the_mapping_is_listed_by_role(small_company: Path) -> None:
    said = small("mapping", "--json")
    assert said.code == 0
    rows = {row["role"]: row for row in said.json}
    assert rows["revenue(wholesale)"]["class"] == "owned"
    assert rows["accounts_receivable"]["class"] == "shared"
    assert all(row["id"] and row["account"] for row in said.json)
    assert "revenue(wholesale)" in small("mapping").out


@pytest.mark.covers("S000-51", "S000-17", "S000-16")
def test_mapping_an_account_releases_what_it_held(small_company: Path) -> None:
    account = next(
        row["account"] for row in small("mapping", "--json").json if row["role"].startswith("rev")
    )
    said = small("mapping", "set", "revenue(popup)", account)
    assert (said.code, said.out) == (0, f"revenue(popup) is mapped to {account}.\n")
    ran = small("run", "--today", TODAY, "--json").json
    assert (ran["sealed"], ran["records"], ran["open_cases"]) == (1, 1, 1)
    assert small("reconcile").code == 0


@pytest.mark.parametrize(
    ("role", "account", "code"),
    [
        ("income", "1", "account_key_unknown"),
        ("other_account(5)", "1", "account_key_unknown"),
        ("revenue(popup)", "No such", "account_unknown"),
    ],
)
def test_what_does_not_exist_is_named(small_company: Path, role: str, account: str, code: str) -> None:
    before = small("mapping").out
    said = small("mapping", "set", role, account)
    assert said.code == 3
    assert code in said.err
    assert small("mapping").out == before


@pytest.mark.covers("S001-153", "S001-35")
def test_a_class_and_a_location_cross_on_the_lines_of_their_account(small_company: Path) -> None:
    """Mapped by name; the invoice held before bears both, and the tie-out agrees."""
    with quickbooks_of(NAME) as client:
        retail = entered(client, "class", {"Name": "Retail"})
        north = entered(client, "department", {"Name": "North"})
    words = [
        "mapping",
        "set",
        "revenue(popup)",
        "Sales wholesale",
        "--class",
        "retail",
        "--location",
        "North",
    ]
    said = small(*words)
    assert said.out == "revenue(popup) is mapped to Sales wholesale, class Retail, location North.\n"
    row = next(one for one in small("mapping", "--json").json if one["role"] == "revenue(popup)")
    assert (row["tracked_class"], row["location"]) == ("Retail", "North")
    assert small("run", "--today", TODAY).code == 1
    with quickbooks_of(NAME) as client:
        [held] = [one for one in client.rows("Invoice") if "DepartmentRef" in one]
    assert held["DepartmentRef"]["value"] == north["Id"]
    details = [line.get("SalesItemLineDetail", {}) for line in held["Line"]]
    assert {"value": retail["Id"]}.items() <= details[0]["ClassRef"].items()
    assert small("reconcile").code == 0
    checks = {one["check"]: one["text"] for one in small("doctor", "--json").json}
    assert checks["classes"] == "tracked per line; 1 account keys bear one"


def test_a_class_that_does_not_exist_is_named(small_company: Path) -> None:
    said = small("mapping", "set", "revenue(popup)", "Sales wholesale", "--class", "Nowhere")
    assert said.code == 3
    assert "dimension_unknown" in said.err


def test_no_company_is_wrong_usage(no_company: Path) -> None:
    assert tieout("mapping").code == 2
