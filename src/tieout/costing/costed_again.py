"""Costed again: an event whose document an act took back is costed once more, under the same event.

Rows of one event that follow each other in their table are kept without a mark between them. What the
first costing notes in late costs says where its rows end.
"""

from __future__ import annotations

from collections.abc import Sequence

from tieout.core.lot import CostedStep, Take
from tieout.costing.late_again import LATE_COST, NAMES, VARIANCES
from tieout.costing.shelf import LATE


def first_costing(step: CostedStep) -> CostedStep:
    """The rows of a step that its notes account for, of rows that may go on with those of a later one.

    Of revaluations as few as come to what is noted; all, where none do. Late costs go on to the same
    lots in the same order when they are taken back, for nothing else was costed in between.
    """
    parts = [part for part in step.parts() if part.name in NAMES]
    noted = sum(part.value for part in parts if part.account not in VARIANCES)
    for count in range(len(step.revalued) + 1):
        some = step.revalued[:count]
        if sum(change.value for change in some if change.why == LATE_COST) == noted:
            return step._replace(takes=step.takes[: _end(step.takes, none=not parts)], revalued=some)
    return step


def _end(takes: Sequence[Take], *, none: bool) -> int:
    """Where the takes of the first costing end; `none` of them pass on a late cost."""
    first = next((n for n, take in enumerate(takes) if take.role == LATE), len(takes))
    if none:
        return first
    went = [(take.lot, take.sink) for take in takes[first:]]
    again = [n for n in range(1, len(went)) if went[n] == went[0]] or [len(went)]
    halves = [n for n in again if went[n:] == went[:n]]
    return first + (halves or again)[0]
