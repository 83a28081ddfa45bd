"""Line change: what a revision changes of a fact, line by line.

A line is what it is by its key (item, lot, place and the like); with another key it is another line: the
one is removed, the other added. Lines of one key are one line of their summed quantity.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple


class LineChange(NamedTuple):
    """A line as it was and as it is now: quantity (10⁻⁶) and the event's line; None = there was none."""

    before: int
    after: int
    old: Any
    new: Any

    @property
    def more(self) -> int:
        """Units it has more than before."""
        return max(0, self.after - self.before)

    @property
    def fewer(self) -> int:
        """Units it has less than before."""
        return max(0, self.before - self.after)


def line_changes(
    before: Iterable[Any],
    after: Iterable[Any],
    key: Callable[[Any], Hashable],
    size: Callable[[Any], int] = lambda line: int(line.quantity),
) -> list[LineChange]:
    """Every line of either, in the order of the old ones, then the new ones."""
    found: dict[Hashable, LineChange] = {}
    for line in before:
        known = found.get(key(line), LineChange(0, 0, None, None))
        found[key(line)] = known._replace(before=known.before + size(line), old=line)
    for line in after:
        known = found.get(key(line), LineChange(0, 0, None, None))
        found[key(line)] = known._replace(after=known.after + size(line), new=line)
    return list(found.values())
