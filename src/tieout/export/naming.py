"""Naming: account names a format accepts, the same on every run and never shared by two accounts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from tieout.export.books import ChartAccount

_NOT_BEANCOUNT = re.compile(r"[^A-Za-z0-9]+")
_NOT_HLEDGER = re.compile(r"[^\w .&'+/-]+")


def beancount_part(text: str) -> str:
    """One component of a beancount account: ASCII letters, digits and dashes, capital first."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    part = _NOT_BEANCOUNT.sub("-", plain).strip("-")
    return part[:1].upper() + part[1:] if part else "Account"


def hledger_part(text: str) -> str:
    """One component of an hledger account: no brackets, semicolons or double spaces."""
    return " ".join(_NOT_HLEDGER.sub(" ", text).split()) or "Account"


def names(
    accounts: Iterable[ChartAccount], part: Callable[[str], str], between: str = "-"
) -> dict[str, str]:
    """Account names by id: root, parents, then the account; the id is added where two collide.

    Each level bears its number. A name is decided by the account and what it collides with, not by
    the order of the chart.

    Raises:
        ValueError: two accounts cannot be told apart even by their ids.
    """
    chart = list(accounts)
    numbers = {account.name: account.number for account in chart if account.number}
    full = {account.id: _name(account, numbers, part, between) for account in chart}
    taken = Counter(name.casefold() for name in full.values())
    found = {
        key: f"{name}{between}id{between}{part(key)}" if taken[name.casefold()] > 1 else name
        for key, name in full.items()
    }
    if len(set(found.values())) < len(found):
        raise ValueError("two accounts of the chart cannot be told apart by name and id")
    return found


def leaves(found: Mapping[str, str], part: Callable[[str], str]) -> dict[str, str]:
    """The names, with each account that has accounts below it moved to a leaf of its own.

    For formats whose balance of an account includes those below it.
    """
    above = {name[:place] for name in found.values() for place, sign in enumerate(name) if sign == ":"}
    return {key: f"{name}:Own-{part(key)}" if name in above else name for key, name in found.items()}


def _name(
    account: ChartAccount, numbers: Mapping[str, str], part: Callable[[str], str], between: str
) -> str:
    levels = account.name.split(":")
    parts: list[str] = [account.root]
    for depth, level in enumerate(levels, start=1):
        number = account.number if depth == len(levels) else numbers.get(":".join(levels[:depth]))
        parts.append(part(f"{number}{between}{level}" if number else level))
    return ":".join(parts)
