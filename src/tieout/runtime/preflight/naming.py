"""Naming: names that QuickBooks' three lists, or our own parties, cannot both bear."""

from __future__ import annotations

from tieout.core.catalogue import problem
from tieout.core.counted import counted
from tieout.runtime.preflight.survey import Looked, Survey, listed


def lists(seen: Survey) -> Looked:
    """Names of different lists that QuickBooks cannot tell apart, case aside (S004-11)."""
    held: dict[str, set[str]] = {}
    for type_, _, name, _ in seen.names:
        held.setdefault(name.casefold(), set()).add(type_)
    twice = sorted(name for name, types in held.items() if len(types) > 1)
    if twice:
        return [problem("names_twice", count=len(twice), names=listed(twice))]
    return f"{counted(len(held), 'name')}, each in one list"


def parties(seen: Survey) -> Looked:
    """Parties of one kind that share a name: either one party twice, or a later one gets a suffix.

    A customer and a supplier of one name are told apart by the suffix without asking (S004-11).
    """
    keys: dict[tuple[str, str], set[str]] = {}
    shown: dict[str, str] = {}
    for kind, key, name in seen.parties:
        folded = " ".join(name.split()).casefold()
        keys.setdefault((folded, kind), set()).add(key)
        shown.setdefault(folded, name)
    shared = [
        f"{shown[name]} ({', '.join(sorted(owners))})"
        for (name, _), owners in keys.items()
        if len(owners) > 1
    ]
    if shared:
        return [problem("party_names_shared", count=len(shared), names=listed(shared))]
    both = len(keys) - len(shown)
    told = f"; {both} of a customer and a supplier alike, told apart by a suffix" if both else ""
    return f"{counted(len(shown), 'name')} of our own, none of two parties of a kind{told}"
