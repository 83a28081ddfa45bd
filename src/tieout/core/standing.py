"""Standing: a crossing is settled, someone's, or due by itself; nothing else may exist (design 4)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Final

from tieout.core.crossing import FINAL, State
from tieout.core.readiness import HELD, LOST

_TRAVELLING: Final = frozenset({State.CLAIMED, State.SENT, State.UNCERTAIN})


class Standing(Enum):
    """Who moves a crossing next."""

    SETTLED = "nothing is left to do"
    OWNED = "an exception has it: a person acts"
    DUE = "the next run, a proof or a need moves it by itself"
    STUCK = "nobody moves it"


def standing(
    state: State, *, owned: bool, travels: bool, needs: Iterable[State | None], promised: bool = True
) -> Standing:
    """How a crossing stands.

    `owned`: an open exception is about it. `travels`: it is an open item of a stored batch, whose
    last attempt says when proof is due. `needs`: the states of what it needs, None = not sealed yet;
    `promised`: each of those not sealed has an entry that waits to be sealed.
    """
    if state in FINAL:
        return Standing.SETTLED
    if state is State.READY:
        return Standing.DUE
    if state in _TRAVELLING:
        return Standing.DUE if travels else Standing.STUCK
    if state is State.WAITING:
        return Standing.DUE if _moves_by_itself(set(needs), promised=promised) else Standing.STUCK
    return Standing.OWNED if owned else Standing.STUCK


def _moves_by_itself(needs: set[State | None], *, promised: bool) -> bool:
    """Something it needs is still on its way, and nothing it needs is lost."""
    if needs & LOST or needs <= HELD:
        return False
    return promised or None not in needs
