"""Costed again: an event whose document an act took back is costed once more, under the same event.

Rows of one event that follow each other in their table are kept without a mark between them. What the
first costing notes in late costs says where its rows end.
"""

from __future__ import annotations

from collections.abc import Sequence

from tieout.core.lot import CostedStep, Revalued, Take
from tieout.costing.late_again import LATE_COST, NAMES, VARIANCES
from tieout.costing.shelf import LATE


def first_costing(step: CostedStep) -> CostedStep:
    """The rows of a step that its notes account for, of rows that may go on with those of a later one.

    As few as come to what is noted; all, where none do.
    """
    parts = [part for part in step.parts() if part.name in NAMES]
    noted = sum(part.value for part in parts if part.account not in VARIANCES)
    for count in range(len(step.revalued) + 1):
        some = step.revalued[:count]
        if sum(change.value for change in some if change.why == LATE_COST) == noted:
            end = _end(step.takes, some)
            if end is not None:
                return step._replace(takes=step.takes[:end], revalued=some)
    return step


def _end(takes: Sequence[Take], revalued: Sequence[Revalued]) -> int | None:
    """Up to where late costs went on so that every lot they came to passed them on or kept them."""
    left: dict[int, int] = {}
    for change in revalued:
        left[change.lot] = left.get(change.lot, 0) - change.value
    sinks = {take.sink for take in takes if take.role == LATE}
    first = next((n for n, take in enumerate(takes) if take.role == LATE), len(takes))
    for end in range(first, len(takes) + 1):
        if not any(left.get(lot, 0) for lot in sinks):
            return end
        if end < len(takes) and (take := takes[end]).role == LATE:
            left[take.lot] = left.get(take.lot, 0) - take.value
            left[take.sink] = left.get(take.sink, 0) + take.value
    return None
