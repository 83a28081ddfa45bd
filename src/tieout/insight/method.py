"""Method difference: what a source makes goods cost, what their cost is, and why the two differ.

A source that costs by average or first in first out is not wrong, and its figure is not ours. What it
states is held against what each method gives on the same facts, with and without the costs that came late.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

METHODS: Final = ("lot_actual", "fifo", "average")
WORDS: Final = {
    "lot_actual": "lot by lot",
    "fifo": "first in, first out",
    "average": "by moving average",
    "standard": "at standard cost",
}


class Figure(NamedTuple):
    """What goods cost when they moved, and to date, in 10⁻⁸ home units."""

    then: int
    now: int


class Compared(NamedTuple):
    """One figure of an item: the source's (None = it states none), ours, and what other methods give."""

    item: str
    what: str
    source: int | None
    ours: Figure
    methods: Mapping[str, Figure]
    own: str
    minor: int
    """10⁻⁸ home units of a minor unit: what figures may differ by and still be the same."""

    @property
    def costed(self) -> str:
        """How the item is costed, in words."""
        return WORDS[self.own]

    @property
    def otherwise(self) -> list[tuple[str, Figure]]:
        """What the other methods give, each in words."""
        return [(WORDS[name], figure) for name, figure in self.methods.items() if name != self.own]

    @property
    def difference(self) -> int | None:
        """Source less ours, in 10⁻⁸ home units."""
        return None if self.source is None else self.source - self.ours.now

    @property
    def why(self) -> str:
        """Why they differ, in words."""
        if self.source is None:
            return "the source states no figure"
        if self._same(self.ours.now):
            return "the same"
        late = self.ours.now - self.ours.then
        if late and self._same(self.ours.then):
            return "the source leaves out what came late: bills, freight, corrections"
        for method, figure in self.methods.items():
            if method != self.own and self._same(figure.now):
                return f"the source costs {WORDS[method]}, here it is costed {WORDS[self.own]}"
        for method, figure in self.methods.items():
            if method != self.own and self._same(figure.then):
                return (
                    f"the source costs {WORDS[method]} and leaves out what came late, "
                    f"here it is costed {WORDS[self.own]}"
                )
        return "no method gives the source's figure on these facts: its facts differ, or its rounding"

    def _same(self, value: int) -> bool:
        return self.source is not None and abs(self.source - value) < self.minor
