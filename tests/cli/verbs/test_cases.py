"""cases: listed with owner and next step, released once mended, resolved with a reason on record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.company import MEND, TODAY, small, tieout, written
from tieout.core.errors import TerminalError
from tieout.runtime.cases import chosen_cases, list_cases
from tieout.runtime.company import open_company


def test_each_exception_has_its_owner_due_time_and_next_step(small_company: Path) -> None:
    said = small("cases", "--json")
    assert said.code == 1
    assert {one["code"]: (one["stage"], one["owner"]) for one in said.json} == {
        "account_unmapped": ("posting", "controller"),
        "party_unknown": ("admission", "operations"),
    }
    for one in said.json:
        assert one["id"]
        assert one["next_step"]
        assert one["due"] > one["opened"]


def test_a_person_reads_what_why_and_what_next(small_company: Path) -> None:
    said = small("cases", "--stage", "posting")
    assert said.code == 1
    assert "revenue(popup" in said.out
    assert "→ Map it: `tieout mapping set" in said.out
    assert "1 open." in said.out


def test_a_mended_event_enters_after_its_release(small_company: Path) -> None:
    small("load", written(small_company, "mend.jsonl", MEND))
    said = small("cases", "release")
    assert said.code == 0
    assert "1 released; run `tieout run` to take them up" in said.out
    assert small("run", "--today", TODAY, "--json").json["costed"] == 1
    assert [one["code"] for one in small("cases", "--json").json] == ["account_unmapped"]
    assert small("status", "--json").json["quarantined"] == 0


def test_an_event_released_unmended_is_quarantined_again(small_company: Path) -> None:
    small("cases", "release")
    small("run", "--today", TODAY)
    assert [one["code"] for one in small("cases", "--stage", "admission", "--json").json] == [
        "party_unknown"
    ]


def test_a_resolved_case_is_closed_with_its_reason(small_company: Path) -> None:
    [case] = [one for one in small("cases", "--json").json if one["stage"] == "admission"]
    said = small("cases", "resolve", case["id"], "--why", "entered by hand")
    assert (said.code, said.out) == (0, "1 resolved.\n")
    assert [one["stage"] for one in small("cases", "--json").json] == ["posting"]


def test_the_beginning_of_an_id_is_enough(small_company: Path) -> None:
    [case] = [one for one in small("cases", "--json").json if one["stage"] == "admission"]
    assert small("cases", "resolve", case["id"][:4], "--why", "x").code == 3
    assert small("cases", "resolve", case["id"][:5], "--why", "entered by hand").code == 0


def test_a_beginning_of_several_ids_means_none(small_company: Path) -> None:
    company = open_company("small")
    [first, second] = list_cases(company)
    alike = [replace(first, id="abcde1"), replace(second, id="abcde2")]
    with pytest.raises(TerminalError, match="2 open cases begin with abcde"):
        chosen_cases(alike, ["abcde"])
    assert chosen_cases(alike, ["abcde2"]) == alike[1:]
    company.database.close()


def test_a_case_that_is_not_open_is_said_to_be_unknown(small_company: Path) -> None:
    said = small("cases", "resolve", "abc", "--why", "x")
    assert said.code == 3
    assert "case_unknown" in said.err
    assert small("cases", "resolve", "abc").code == 2


def test_no_company_is_wrong_usage(no_company: Path) -> None:
    said = tieout("cases")
    assert said.code == 2
    assert "--company" in said.err
