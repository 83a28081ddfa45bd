"""Progress: the parts completions take of an issue, and what is left."""

from __future__ import annotations

from fractions import Fraction

from tieout.insight.history import StoredTake
from tieout.insight.progress import left_of, part_of


def took(n: int, batch: int, weight: int, whole: int) -> StoredTake:
    return StoredTake(n, "made", 1, batch, 0, 0, "progress", weight, whole)


TAKEN = (took(1, 10, 1, 3), took(2, 20, 1, 2))


def test_each_completion_takes_its_part_of_what_is_left() -> None:
    assert part_of(TAKEN, 5, 10) == Fraction(1, 3)
    assert part_of(TAKEN, 5, 20) == Fraction(1, 3)
    assert left_of(TAKEN, 5) == Fraction(1, 3)


def test_what_was_issued_after_a_completion_is_none_of_it() -> None:
    assert part_of(TAKEN, 15, 10) == 0
    assert part_of(TAKEN, 15, 20) == Fraction(1, 2)
    assert left_of(TAKEN, 25) == 1
