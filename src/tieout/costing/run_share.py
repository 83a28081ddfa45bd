"""Run share: what each output of a run gets of the run's cost, told by the takes that brought it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tieout.core.lot import Take
from tieout.core.scaled import half_even
from tieout.costing.late import OUTPUTS, shares
from tieout.costing.taking import VARIED

OF_A_RUN: Final = OUTPUTS | {VARIED}
"""Roles of what leaves a run for what it made, or for a variance."""


def run_shares(cost: int, takes: Sequence[Take], stated: Mapping[int, int]) -> list[int]:
    """What each take gets of a run's cost (10⁻⁸ home units), as `costing.production` shares it.

    By-products what they are stated at, abnormal scrap and co-products their part, main outputs the rest
    by quantity, half-even, the last what is left. `stated` are by-products and units at standard, each with
    what it stands at; what the latter cost beyond it goes to the variances that follow them, of which the
    last takes what is left of it.
    """
    parts = _costs(cost, takes, stated)
    found, beyond = [], 0
    for place, take in enumerate(takes):
        part = parts.get(place, take.value)
        if take.role == VARIED:
            is_last = place + 1 == len(takes) or takes[place + 1].role != VARIED
            part = beyond if is_last else take.value
            beyond -= part
        elif take.sink in stated:
            beyond += part - stated[take.sink]
            part = stated[take.sink]
        found.append(part)
    return found


def _costs(cost: int, takes: Sequence[Take], stated: Mapping[int, int]) -> dict[int, int]:
    """What each output costs, by its place among the takes; variances are left out."""
    parts: dict[int, int] = {}
    for place, take in enumerate(takes):
        if take.role == "by_product":
            parts[place] = stated.get(take.sink, take.value)
            cost -= parts[place]
    for role in ("abnormal", "co_product"):
        whole = cost
        for place, take in enumerate(takes):
            if take.role == role:
                parts[place] = half_even(whole * take.weight, take.whole)
                cost -= parts[place]
    mains = [place for place, take in enumerate(takes) if take.role == "main"]
    return parts | dict(zip(mains, shares(cost, [takes[place].weight for place in mains]), strict=True))
