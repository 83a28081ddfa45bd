"""Stated cost: the value of a lot that no other lot gave, as its price or the step's cost states it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tieout.core.lot import CostedStep, LotBorn, Part
from tieout.core.scaled import half_even
from tieout.costing.method import STANDARD

ABSORBED: Final = ("labour", "overhead")
"""The parts of a run's cost that no lot gave."""

STATES: Final = frozenset(
    {
        *("opened", "received", "lost", "produced", "won", "restocked", "transferred_in"),
        *("price_variance", "standard_variance", "late_cost", "landed", "price_difference"),
        *("re_received", "re_issued", "re_produced", "re_won"),
    }
)
"""Names under which a step notes what it gave a lot of no other lot; what was found is so much lost."""


def price_value(born: LotBorn) -> int | None:
    """What a received lot is worth at its price, in 10⁻⁸ home units; None = no price says so."""
    if not born.price or born.layer == STANDARD:
        return None
    above, _, below = born.price.partition("/")
    return half_even(int(above) * born.quantity, int(below or 1))


class StatedCosts:
    """What one step noted for the books, read when it is first asked for."""

    def __init__(self, step: CostedStep) -> None:
        """Nothing is read yet."""
        self._step = step
        self._parts: Sequence[Part] | None = None

    @property
    def parts(self) -> Sequence[Part]:
        """All parts noted."""
        if self._parts is None:
            self._parts = self._step.parts()
        return self._parts

    def absorbed(self) -> int:
        """Labour and overhead of a run that was completed."""
        return sum(part.value for part in self.parts if part.name in ABSORBED)

    def put_in(self, born: LotBorn) -> int:
        """Labour or overhead put into a run of several days, which passes through a lot of its own."""
        name = born.reference.rpartition("/")[2]
        if name not in ABSORBED:
            return 0
        return sum(part.value for part in self.parts if part.name == f"{name}_issued")

    def says(self, born: LotBorn) -> bool:
        """Whether the value of a lot is noted for its item."""
        return born.value in self._noted(born.item)

    def changes(self, item: str, value: int) -> bool:
        """Whether a write-down (below zero) or write-up of stock is noted for an item."""
        return any(part.item == item and part.value == -value for part in self.parts if part.name == "lost")

    def rather(self, born: LotBorn) -> int | None:
        """What is noted for the item and no lot born with it has; None = nothing is, or several values."""
        noted = self._noted(born.item) - {lot.value for lot in self._step.born}
        priced = price_value(born)
        if priced in noted or len(noted) != 1:
            return priced
        return noted.pop()

    def _noted(self, item: str) -> set[int]:
        """Values that lots of an item were given."""
        return {
            -part.value if part.name == "lost" else part.value
            for part in self.parts
            if part.item == item and part.name in STATES
        }
