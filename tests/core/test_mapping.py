"""The mapping: the most specific account that covers a key."""

from __future__ import annotations

import pytest

from tieout.core.account import AccountKey, parsed_key
from tieout.core.mapping import MappedAccount, Mapping, covering_keys, default_class


def _mapping(*keys: str) -> Mapping:
    return Mapping({parsed_key(key): MappedAccount(outside_id=key, name=key) for key in keys})


@pytest.mark.covers("S001-33", "S001-34")
@pytest.mark.parametrize(
    ("mapped", "found"),
    [
        (("revenue", "revenue(web)", "revenue(web,sauces)"), "revenue(web,sauces)"),
        (("revenue", "revenue(web)", "revenue(,sauces)"), "revenue(web)"),
        (("revenue", "revenue(,sauces)"), "revenue(,sauces)"),
        (("revenue", "revenue(shop)"), "revenue"),
        (("revenue(shop)", "grni"), None),
        ((), None),
    ],
)
def test_the_most_specific_key_wins(mapped: tuple[str, ...], found: str | None) -> None:
    account = _mapping(*mapped).account(parsed_key("revenue(web,sauces)"))
    assert (account.outside_id if account else None) == found


def test_covering_keys_begin_with_the_key_itself() -> None:
    shown = [str(key) for key in covering_keys(parsed_key("revenue(web,sauces)"))]
    assert shown == ["revenue(web,sauces)", "revenue(web)", "revenue(,sauces)", "revenue"]
    assert covering_keys(AccountKey("grni")) == (AccountKey("grni"),)


def test_accounts_people_write_to_are_shared() -> None:
    assert default_class("bank") == "shared"
    assert default_class("grni") == "owned"
