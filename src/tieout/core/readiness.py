"""Readiness: when a document may be sent, from what has become of the documents it needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tieout.core.crossing import State

HELD: Final = frozenset({State.CONFIRMED, State.REVERSED})
"""QuickBooks holds the document: a reversal adds one of its own and leaves the first in place."""

LOST: Final = frozenset({State.REFUSED, State.BLOCKED, State.WRITTEN_OFF, State.SUPERSEDED})
"""The needed document will not be there unless a person acts."""


def readiness(needs: Iterable[State]) -> State:
    """Ready when everything needed is held, blocked when something is lost, else waiting."""
    states = set(needs)
    if states & LOST:
        return State.BLOCKED
    return State.READY if states <= HELD else State.WAITING


def steps_to(present: State | None, goal: State) -> tuple[State, ...]:
    """The allowed moves that lead from sealed, waiting or blocked to what readiness says.

    A crossing is sealed as waiting before it can be blocked, and passes waiting on its way back.
    Empty: it already stands there, or it is past the point where its needs decide.
    """
    if present is goal or present not in {None, State.WAITING, State.BLOCKED}:
        return ()
    if present is None and goal is State.BLOCKED:
        return (State.WAITING, State.BLOCKED)
    if present is State.BLOCKED and goal is State.READY:
        return (State.WAITING, State.READY)
    return (goal,)
