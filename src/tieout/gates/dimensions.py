"""Posting gate: classes and locations of the mapping that QuickBooks does not track (S001-153).

They do not hold a document. Each is written into its memo, and finance is told once.
"""

from __future__ import annotations

from collections.abc import Iterable

from tieout.core.capabilities import Capabilities
from tieout.core.catalogue import problem
from tieout.core.mapping import MappedAccount
from tieout.core.problem import Problem, Where

NAMED = 5


def untracked(accounts: Iterable[MappedAccount], limits: Capabilities) -> list[Problem]:
    """One problem for the classes, one for the locations, that only memos will bear."""
    known = list(accounts)
    found = []
    if limits.classes == "off":
        found += _told("classes_untracked", "classes", [one.tracked_class.name for one in known])
    if not limits.locations:
        found += _told("locations_untracked", "locations", [one.location.name for one in known])
    return found


def _told(code: str, subject: str, names: list[str]) -> list[Problem]:
    unique = [name for name in dict.fromkeys(names) if name]
    shown = ", ".join(unique[:NAMED]) + (f" and {len(unique) - NAMED} more" if len(unique) > NAMED else "")
    return [problem(code, Where(subject=subject), count=len(unique), names=shown)] if unique else []
