"""A journal of stock taken back by an act is a case until that is taken back in turn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.acceptance import shop
from tests.company import NAME, TODAY, small, small_company, small_home, written
from tieout.runtime.company import open_company
from tieout.storage.cases import open_cases_of

__all__ = ["small_company", "small_home"]

WHY = ("--why", "the wrong day")


@pytest.fixture
def taken_back(small_company: Path) -> Path:
    """A receipt of three at 2.00 whose journal was taken back; QuickBooks holds both journals."""
    receipt = shop.received("GR-1", "2026-03-05", 3)
    small("load", written(small_company, "receipt.jsonl", *shop.MASTER, receipt))
    small("run", "--today", TODAY)
    assert small("reverse", journals()[0], *WHY).code == 0
    return small_company


def journals() -> list[str]:
    """The journals of the receipt as QuickBooks names them, the first sent first."""
    said = small("trace", "receipt", "GR-1").out
    return sorted(dict.fromkeys(re.findall(r"QuickBooks (JournalEntry \d+)", said)))


def told() -> list[tuple[str, str]]:
    company = open_company(NAME)
    with company.database.read() as connection:
        found = [(one.problem.code, one.problem.what) for one in open_cases_of(connection)]
    company.database.close()
    return [one for one in found if one[0] == "stock_taken_back"]


def test_it_is_a_case_at_once_and_the_fact_told_anew_does_not_end_it(taken_back: Path) -> None:
    [(_, what)] = told()
    assert what.endswith(": inventory_merchandise -6.00 USD.")
    small("run", "--today", TODAY)
    small("load", written(taken_back, "anew.jsonl", shop.received("GR-1", "2026-03-05", 4)))
    small("run", "--today", TODAY)
    assert len(told()) == 1


def test_it_ends_when_what_took_it_back_is_taken_back(taken_back: Path) -> None:
    small("run", "--today", TODAY)
    assert len(told()) == 1
    assert small("reverse", journals()[-1], "--why", "it was right").code == 0
    assert told() == []
    small("run", "--today", TODAY)
    assert told() == []


def test_what_a_person_settled_is_not_told_again(taken_back: Path) -> None:
    [case] = [one for one in small("cases", "--json").json if one["code"] == "stock_taken_back"]
    assert small("cases", "resolve", case["id"], "--why", "entered by hand").code == 0
    small("run", "--today", TODAY)
    assert told() == []
