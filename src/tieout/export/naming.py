"""Naming: account names a format accepts, the same on every run and never shared by two accounts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable

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
    """Account names by id: root, parents, then number and name; the id is added where two collide.

    A name is decided by the account and what it collides with, not by the order of the chart.
    """
    full = {account.id: _name(account, part, between) for account in accounts}
    taken = Counter(name.casefold() for name in full.values())
    found: dict[str, str] = {}
    for key, name in full.items():
        clash = taken[name.casefold()] > 1
        found[key] = f"{name}{between}id{between}{part(key)}" if clash else name
    if len(set(found.values())) < len(found):
        raise ValueError("two accounts of the chart cannot be told apart by name and id")
    return found


def _name(account: ChartAccount, part: Callable[[str], str], between: str) -> str:
    *parents, last = account.name.split(":")
    own = f"{account.number}{between}{last}" if account.number else last
    return ":".join([account.root, *map(part, (*parents, own))])
