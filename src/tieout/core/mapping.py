"""Mapping: which QuickBooks account stands behind an account key; owned by finance."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Final, Literal, NamedTuple

from tieout.core.account import OTHER_ACCOUNT, SHARED, AccountKey

AccountClass = Literal["owned", "shared", "observed"]


class Dimension(NamedTuple):
    """A class or location of QuickBooks: its id there, and its name for people; "" = none."""

    id: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        """Whether there is one."""
        return bool(self.id)


NO_DIMENSION: Final = Dimension()


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedAccount:
    """A QuickBooks account as the mapping knows it, with the class and location its lines bear.

    `account_class` is about who writes to the account; `tracked_class` is a class of QuickBooks.
    """

    outside_id: str
    name: str
    number: str = ""
    account_class: AccountClass = "owned"
    type: str = ""
    tracked_class: Dimension = NO_DIMENSION
    location: Dimension = NO_DIMENSION


@dataclass(frozen=True, slots=True)
class Mapping:
    """Account keys to QuickBooks accounts; a key with an empty qualifier stands for all its values."""

    accounts: Table[AccountKey, MappedAccount] = field(default_factory=dict)

    def account(self, key: AccountKey) -> MappedAccount | None:
        """The account of the most specific mapped key that covers `key`; None = not mapped.

        Between two equally specific keys the one that names the earlier qualifier wins. A key that names
        an account of QuickBooks by its id stands for that one.
        """
        if key.role == OTHER_ACCOUNT:
            [there] = key.qualifiers
            return MappedAccount(outside_id=there, name=f"account {there}", account_class="observed")
        for covering in covering_keys(key):
            found = self.accounts.get(covering)
            if found is not None:
                return found
        return None


@lru_cache(maxsize=4096)
def covering_keys(key: AccountKey) -> tuple[AccountKey, ...]:
    """The keys that cover `key`, the most specific first: itself, then with qualifiers left out."""
    masks = sorted(product((True, False), repeat=len(key.qualifiers)), key=lambda mask: -sum(mask))
    covering = [
        AccountKey(key.role, tuple(q if keep else "" for q, keep in zip(key.qualifiers, mask, strict=True)))
        for mask in masks
    ]
    return tuple(dict.fromkeys(covering))


def default_class(role: str) -> AccountClass:
    """Shared where people write too, else owned (accounting.md 1)."""
    return "shared" if role in SHARED else "owned"
