"""Account keys: a role with the values of its qualifiers."""

from __future__ import annotations

import pytest

from tieout.core.account import (
    CREDIT_NORMAL,
    PINNED,
    ROLE_QUALIFIERS,
    SHARED,
    AccountKey,
    account_key,
    parsed_key,
)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (account_key("grni"), "grni"),
        (account_key("revenue", channel="wholesale", category="sauces"), "revenue(wholesale,sauces)"),
        (account_key("revenue", channel="wholesale"), "revenue(wholesale)"),
        (account_key("revenue", category="sauces"), "revenue(,sauces)"),
    ],
)
def test_a_key_is_written_and_read_back(key: AccountKey, text: str) -> None:
    assert str(key) == text
    assert parsed_key(text) == key


def test_a_key_takes_what_its_role_is_qualified_by() -> None:
    assert account_key("cogs", category="sauces", channel="web") == AccountKey("cogs", ("sauces",))


@pytest.mark.parametrize("text", ["", "cash", "grni(a)", "revenue(a,b,c)"])
def test_an_unknown_role_or_too_many_qualifiers_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an account role with its qualifiers"):
        parsed_key(text)


def test_a_role_off_the_list_has_no_key() -> None:
    with pytest.raises(KeyError):
        account_key("cash")


def test_the_lists_of_roles_name_roles() -> None:
    assert set(ROLE_QUALIFIERS) >= PINNED | CREDIT_NORMAL | SHARED
    assert not PINNED & SHARED, "a pinned account must be written by tieout alone"
