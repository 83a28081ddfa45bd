"""Survey: what is read of a company, and what is not because nothing refers to it."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import pytest

from tieout.connectors.quickbooks_online.target import QuickBooksOnline
from tieout.core.account import account_key
from tieout.core.capabilities import Capabilities
from tieout.core.mapping import Dimension, MappedAccount, Mapping
from tieout.runtime.company import Company
from tieout.runtime.preflight import survey as where
from tieout.runtime.preflight.survey import listed, survey


class Books:
    """A QuickBooks that counts what it is asked for."""

    def __init__(self) -> None:
        self.lists: list[str] = []

    def records(self, type_: str) -> list[Any]:
        self.lists.append(type_)
        return []

    def capabilities(self) -> Capabilities:
        return Capabilities()

    def accounts(self) -> list[Any]:
        return []

    def names(self) -> list[Any]:
        return []

    def balances(self, _through: date) -> dict[str, int]:
        return {}

    def tracked_items(self) -> list[str]:
        return []


def test_our_own_side_is_read_from_the_books(pantry: Company) -> None:
    seen = survey(pantry, cast("QuickBooksOnline", Books()))
    assert ("Vendor", "S-1", "Mill & Co") in seen.parties
    assert {kind for kind, _, _ in seen.parties} == {"Customer", "Vendor"}
    assert seen.currencies == []
    assert seen.opened == {}


def test_classes_are_read_only_where_the_mapping_names_one(
    pantry: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = Books()
    survey(pantry, cast("QuickBooksOnline", books))
    assert books.lists == ["TaxCode"]
    known = MappedAccount(outside_id="1", name="Pop-up", tracked_class=Dimension("7", "Retail"))
    monkeypatch.setattr(where, "mapping_of", lambda _: Mapping({account_key("revenue"): known}))
    survey(pantry, cast("QuickBooksOnline", books))
    assert books.lists == ["TaxCode", "Class", "TaxCode"]


def test_a_long_list_is_cut() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed(list("abcdefg")) == "a, b, c, d, e and 2 more"
