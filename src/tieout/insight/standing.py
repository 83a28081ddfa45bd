"""Standing: what counts of takes that were partly given back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import NamedTuple

from tieout.insight.history import ISSUED, LATE, StoredTake
from tieout.insight.pool import ZERO


class Standing(NamedTuple):
    """A take with the units (10⁻⁶) and the weight that later ones did not give back."""

    take: StoredTake
    units: Fraction
    weight: Fraction


def standing(takes: Iterable[StoredTake], known: Callable[[str], bool]) -> list[Standing]:
    """Takes as known: what was given back counts off the last ones of the same lots and role.

    Late costs noted beside a take are none.
    """
    rows: list[tuple[StoredTake, list[int]]] = []
    for take in takes:
        if take.role == LATE or not known(take.event):
            continue
        if take.quantity > 0 or take.weight > 0 or take.role == ISSUED:
            rows.append((take, [max(0, take.quantity), max(0, take.weight)]))
        for place, less in ((0, -take.quantity), (1, -take.weight)):
            _take_back(rows, take, place, less)
    return [
        Standing(take, Fraction(units), Fraction(weight))
        for take, (units, weight) in rows
        if units or weight or take.role == ISSUED
    ]


def _take_back(rows: list[tuple[StoredTake, list[int]]], back: StoredTake, place: int, less: int) -> None:
    for take, left in reversed(rows) if less > 0 else ():
        if (take.lot, take.sink, take.role) == (back.lot, back.sink, back.role):
            piece = min(less, left[place])
            left[place] -= piece
            less -= piece


def units_of(standings: Iterable[Standing]) -> Fraction:
    """The units of all."""
    return sum((one.units for one in standings), ZERO)
