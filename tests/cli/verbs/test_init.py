"""init: a company once, its mapping proposed and kept only when somebody agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from quickbooks_emulator.online.server import REALM, TOKEN, build, running
from quickbooks_emulator.online.settings import Settings
from tests.company import small, tieout


@pytest.mark.covers("S001-37")
def test_a_company_is_made_with_every_role_mapped(no_company: Path) -> None:
    said = tieout("init", "--company", "acme", "--emulator", "--yes", "--json")
    assert said.code == 0
    assert (said.json["company"], said.json["mapped"]) == ("acme", True)
    assert {row["role"] for row in said.json["accounts"]} >= {"revenue", "grni", "accounts_receivable"}
    mapped = tieout("mapping", "--company", "acme", "--json").json
    assert len(mapped) == len(said.json["accounts"])


def test_a_company_is_made_once(small_company: Path) -> None:
    said = small("init", "--emulator", "--yes")
    assert said.code == 3
    assert "company_exists" in said.err
    assert small("status", "--json").json["events"] == 7


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--company", "No Name", "--emulator"], 3, "company_name_unfit"),
        (["--company", "acme", "--start", "soon"], 2, "--start"),
        (["--company", "acme", "--account", "income(x)"], 3, "account_key_unknown"),
        (["--company", "acme"], 3, "not_connected"),
        (["--company", "acme", "--quickbooks", "http://127.0.0.1:9"], 3, "token_missing"),
    ],
)
def test_what_cannot_be_is_said_with_a_next_step(
    no_company: Path, words: list[str], code: int, says: str
) -> None:
    said = tieout("init", *words)
    assert said.code == code
    assert says in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("words", [["--company", "acme"], ["--company", "acme", "--account", "income(x)"]])
def test_what_failed_leaves_nothing_behind(no_company: Path, words: list[str]) -> None:
    """The next try, made right, is not told that the company exists."""
    tieout("init", *words)
    assert tieout("init", "--company", "acme", "--emulator", "--yes", "--json").code == 0


def test_a_quickbooks_that_is_busy_is_asked_again(
    no_company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten requests a second are let through; making forty accounts takes as long as that allows."""
    with running(build(Settings())) as url:
        monkeypatch.setenv("TIEOUT_QUICKBOOKS_TOKEN", TOKEN)
        made = tieout("init", "--company", "busy", "--quickbooks", url, "--realm", REALM, "--yes")
    assert made.code == 0, made
    assert "40 accounts mapped" in made.out
