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


@pytest.mark.covers("S001-28", "S003-17")
def test_two_of_our_own_parties_with_one_name_are_found() -> None:
    parties = [("Vendor", "S-2", "Mill & Co"), ("Vendor", "S-1", "mill  & co")]
    found = naming.parties(seen(parties=parties))
    assert codes(found) == ["party_names_shared"]
    assert not isinstance(found, str)
    assert "Mill & Co (S-1, S-2)" in found[0].what


def test_a_customer_and_a_supplier_of_one_name_are_told_apart() -> None:
    for other in ("P-1", "P-2"):
        parties = [("Customer", "P-1", "Mill"), ("Vendor", other, "Mill")]
        assert "told apart by a suffix" in naming.parties(seen(parties=parties))
    assert "suffix" not in naming.parties(seen(parties=parties[:1]))
