"""Reckoning: what lots hold while costs are worked out again, what they gave, and what differed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tieout.core.lot import LotBorn, Take
from tieout.costing.genealogy import Lot, NoGenealogy

Rest = tuple[int, int, int]
"""A lot, the taker a late cost followed or 0 where it came to rest in the lot, and the value (10⁻⁸)."""

Earlier = Mapping[int, tuple[int, Sequence[Take]]]
"""Units that lots held and takes of them when a step began, of those it moves units of."""


class Miscost(NamedTuple):
    """A value kept that is not what it comes to, both in 10⁻⁸ home units; None = no document states one.

    `what` is "lot" (as born), "take" (from `lot` into `sink`), "late" (a late cost that came to the lot, or
    went on into `sink`), "revalued", "held" (what the lot holds now) or "units" (of that, in 10⁻⁶).
    """

    what: str
    lot: int
    sink: int
    event: str
    kept: int
    due: int | None


class Reckoning:
    """Lots by number (there is none of number 0), and what each holds: units in 10⁻⁶, value in 10⁻⁸.

    `reckoned` counts the values that were worked out, `stated` those compared with what a document or its
    cost states, `as_kept` those taken as they are kept, by the reason.
    """

    def __init__(self) -> None:
        """Before the first step."""
        self.lots: list[LotBorn | None] = [None]
        self.units: list[int] = [0]
        self.values: list[int] = [0]
        self.takes: dict[int, list[Take]] = {}
        self.found: list[Miscost] = []
        self.reckoned = 0
        self.stated = 0
        self.as_kept: Counter[str] = Counter()
        self.last_costs: dict[tuple[str, str], tuple[int, int, int]] = {}
        """The last actual cost of an item at a place: its lot, value and quantity as born."""
        self.unheld: set[int] = set()
        """Variances whose rest no take says: what they hold is not compared."""

    def lot(self, key: int) -> LotBorn:
        """A lot as born.

        Raises:
            IndexError: it does not exist.
        """
        born = self.lots[key]
        if born is None:
            raise IndexError(f"there is no lot {key}")
        return born

    def keep(self, take: Take) -> None:
        """Remember a take of its lot, for late costs that follow it."""
        known = self.takes.get(take.lot)
        if known is None:
            self.takes[take.lot] = [take]
        else:
            known.append(take)

    def compare_held(self, held: Iterable[tuple[int, int, int]]) -> None:
        """Compare what lots hold at the end with what is kept of it: lot, quantity, value."""
        kept = {lot: (quantity, value) for lot, quantity, value in held}
        for key in range(1, len(self.lots)):
            units, value = kept.pop(key, (0, 0))
            if key in self.unheld:
                continue
            self.reckoned += 1
            if units != self.units[key]:
                self.found.append(Miscost("units", key, 0, self.lot(key).event, units, self.units[key]))
            if value != self.values[key]:
                self.found.append(Miscost("held", key, 0, self.lot(key).event, value, self.values[key]))
        self.found += [Miscost("held", key, 0, "", value, 0) for key, (_, value) in kept.items()]


class Reckoned(NoGenealogy):
    """What spreading a late cost asks of a store, answered from a reckoning as it is, or was earlier."""

    def __init__(self, reckoning: Reckoning, earlier: Earlier) -> None:
        """As it is, but for the lots in `earlier`."""
        self._reckoning, self._earlier = reckoning, earlier

    def lot(self, key: int) -> Lot:
        """One lot by its number, with all that was taken of it."""
        now = self._reckoning.units[key], self._reckoning.takes.get(key, ())
        units, taken = self._earlier.get(key, now)
        return Lot(self._reckoning.lot(key), units, self._reckoning.values[key], list(taken))
