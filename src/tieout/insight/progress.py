"""Progress: what the completions of a run took, one after the other, of what was put into it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from tieout.insight.history import StoredTake


def part_of(taken: Iterable[StoredTake], issued: int, batch: int) -> Fraction:
    """The part of what an issue put into a run that one completion took of what earlier ones left."""
    rest, part = Fraction(1), Fraction(0)
    for take in taken:
        if take.sink > issued:
            piece = rest * Fraction(take.weight, take.whole)
            part += piece if take.sink == batch else Fraction(0)
            rest -= piece
    return part


def left_of(taken: Iterable[StoredTake], issued: int) -> Fraction:
    """The part of it that no completion took."""
    rest = Fraction(1)
    for take in taken:
        if take.sink > issued:
            rest -= rest * Fraction(take.weight, take.whole)
    return rest
