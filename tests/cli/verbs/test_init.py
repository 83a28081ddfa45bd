"""init: a company once, its mapping proposed and kept only when somebody agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from quickbooks_emulator.online.server import REALM, TOKEN, build, running
from quickbooks_emulator.online.settings import Settings
from tests.company import TODAY, small, tieout, written
from tests.cycle.small_books import invoice, party, service


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
    """An account that it turned away is made a second later; the pace itself is told in test_connect."""
    rule = {"kind": "status", "status": 429, "method": "POST", "path": "/account", "after": 5, "times": 1}
    application = build(Settings(throttle="off"), faults=[rule])
    with running(application) as url:
        monkeypatch.setenv("TIEOUT_QUICKBOOKS_TOKEN", TOKEN)
        made = tieout("init", "--company", "busy", "--quickbooks", url, "--realm", REALM, "--yes")
        assert [rule.fired for rule in application.script.rules] == [1]
    assert made.code == 0, made
    assert "40 accounts mapped" in made.out


@pytest.mark.parametrize(("words", "kept"), [((), True), (("--hold-others",), False)])
def test_a_role_mapped_apart_keeps_its_plain_account(
    no_company: Path, words: tuple[str, ...], kept: bool
) -> None:
    """Another channel goes to plain revenue, unless a person wants it held."""
    named = ("--account", "revenue(web)", "--account", "revenue")
    said = tieout(
        "init", "--company", "acme", "--emulator", "--yes", "--json", *named[: 4 - 2 * (not kept)], *words
    )
    roles = [row["role"] for row in said.json["accounts"]]
    assert ("revenue" in roles, roles.count("revenue(web)")) == (kept, 1)
    assert len(roles) == len(set(roles))


def test_quickbooks_that_numbers_sales_itself_says_so_at_every_step(
    no_company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its number, ours in the note, and a warning before, at the time and after."""
    with running(build(Settings(throttle="off"))) as url:
        monkeypatch.setenv("TIEOUT_QUICKBOOKS_TOKEN", TOKEN)
        words = ("--company", "own", "--quickbooks", url, "--realm", REALM)
        made = tieout("init", *words, "--yes", "--start", "2026-03-01")
        assert "custom_numbers_off" in made.err
        file = written(no_company, "m.jsonl", party("C-1", "Harbour Foods"), service(), invoice("INV-1"))
        tieout("load", file, "--company", "own")
        ran = tieout("run", "--company", "own", "--today", TODAY)
        assert "custom_numbers_off" in ran.err
        assert "custom_numbers_off" not in tieout("run", "--company", "own", "--today", TODAY).err
        told = tieout("explain", "document", "INV-1", "--company", "own").out
        assert "custom_numbers_off" in tieout("doctor", "--company", "own", "--json").out
    assert "number in QuickBooks: 1001; ours, INV-1, stands in its note" in told, told
    assert "note as sent: No. INV-1 / " in told
