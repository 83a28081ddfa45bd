"""Naming: names two records cannot both bear."""

from __future__ import annotations

import pytest

from tests.runtime.preflight.seen import codes, seen
from tieout.runtime.preflight import naming


@pytest.mark.covers("S004-11", "S004-29")
def test_a_name_in_two_lists_is_found() -> None:
    names = [("Customer", "1", "Mill", "USD"), ("Vendor", "2", "MILL", "USD"), ("Vendor", "3", "X", "USD")]
    assert codes(naming.lists(seen(names=names))) == ["names_twice"]
    assert naming.lists(seen(names=names[1:])) == "2 names, each in one list"


def test_two_of_our_own_parties_with_one_name_are_found() -> None:
    parties = [("Customer", "C-1", "Mill & Co"), ("Vendor", "S-1", "mill  & co")]
    found = naming.parties(seen(parties=parties))
    assert codes(found) == ["party_names_shared"]
    assert not isinstance(found, str)
    assert "Mill & Co (C-1, S-1)" in found[0].what


def test_one_party_that_buys_and_sells_is_one() -> None:
    parties = [("Customer", "P-1", "Mill"), ("Vendor", "P-1", "Mill")]
    assert codes(naming.parties(seen(parties=parties))) == []
