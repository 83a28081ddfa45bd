"""Open receipts: what grni holds of each receipt line, for lists and ageing."""

from __future__ import annotations

from collections.abc import Iterable

from tieout.core.match import BILLS, CREDITS, MatchFact, OpenReceipt, Tolerances
from tieout.costing.matching import EXACT, match_of


def open_receipts(facts: Iterable[MatchFact], tolerances: Tolerances = EXACT) -> list[OpenReceipt]:
    """The receipt lines something is open of after these facts, oldest first, then by name.

    The values sum to what grni holds: both are the sum of the same facts.
    """
    lines: dict[str, list[MatchFact]] = {}
    for fact in facts:
        lines.setdefault(fact.reference, []).append(fact)
    found = [_open(known, tolerances) for known in lines.values()]
    shown = (one for one in found if one.value or (one.units and not _apart(lines[one.reference])))
    return sorted(shown, key=lambda one: (one.day, one.reference))


def _apart(facts: list[MatchFact]) -> bool:
    """Whether the line stands elsewhere now."""
    return sum(fact.value for fact in facts if fact.kind == "set apart") != 0


def _open(facts: list[MatchFact], tolerances: Tolerances) -> OpenReceipt:
    match = match_of(facts, tolerances)
    value = sum(fact.value for fact in facts)
    owed = [fact.day for fact in facts if fact.kind in {"opened", "received"}]
    claimed = [fact.day for fact in facts if fact.kind in BILLS | CREDITS]
    days = (owed or claimed) if value <= 0 else (claimed or owed)
    days = days or [fact.day for fact in facts]  # a return may be of an earlier day than its receipt
    units = match.open_units or -match.over_units or match.credit_units
    return OpenReceipt(match.reference, match.party, min(days) if value <= 0 else max(days), units, value)
