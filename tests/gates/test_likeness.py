"""Likeness: what is one name to a person is alike, and what merely shares a word is not."""

from __future__ import annotations

import pytest

from tieout.core.outside import OutsideRecord
from tieout.gates.likeness import Alike, Candidates, compared
from tieout.runtime.company import ASK_ABOVE


def alike(name: str, email: str, records: list[OutsideRecord], at_least: int) -> list[Alike]:
    return Candidates(records).alike(name, email, at_least)


def there(*names: str, email: str = "") -> list[OutsideRecord]:
    return [
        OutsideRecord(type="Customer", id=str(n), name=name, email=email) for n, name in enumerate(names, 1)
    ]


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Harbour Foods Inc.", "foods harbour"),
        ("HARBOUR  FOODS, LLC", "foods harbour"),
        ("Mill & Co", "mill"),
        ("Café Crème GmbH", "cafe creme"),
        ("Inc", "inc"),
    ],
)
def test_a_name_is_compared_without_its_dress(name: str, same: str) -> None:
    assert compared(name) == same


@pytest.mark.covers("S001-28", "S003-17")
@pytest.mark.parametrize(
    ("ours", "theirs", "asked"),
    [
        ("Harbour Foods", "Harbour Foods Inc.", True),
        ("Harbour Foods", "Harbor Foods", True),
        ("Foods, Harbour", "Harbour Foods", True),
        ("Jane Smith", "Smith, Jane", True),
        ("Harbour Foods", "Harbour Fish", False),
        ("Harbour Foods", "Mountain Foods", False),
        ("Mark Cho", "Mark Chu-Lin", False),
        ("Mill & Co", "Millers' Supply", False),
    ],
)
def test_names_a_person_would_ask_about_are_asked_about(ours: str, theirs: str, asked: bool) -> None:
    assert bool(alike(ours, "", there(theirs), ASK_ABOVE)) is asked


def test_the_most_alike_comes_first_and_an_address_outweighs_a_name() -> None:
    found = alike("Harbour Foods", "", there("Harbor Foods", "Harbour Foods Inc"), 80)
    assert [(one.record.id, one.percent) for one in found] == [("2", 100), ("1", 96)]
    [one] = alike("Jane", "ap@harbour.example", there("Harbour Foods", email="AP@harbour.example"), 80)
    assert (one.percent, one.why) == (100, "the same e-mail address")
    assert alike("Jane", "", there("Harbour Foods", email=""), 80) == []


def test_zero_asks_nobody() -> None:
    assert alike("Harbour Foods", "", there("Harbour Foods Inc"), 0) == []
    assert alike("Harbour Foods", "", [], 88) == []
