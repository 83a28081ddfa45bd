"""Readiness follows from what has become of the needs; every step to it is an allowed move."""

from __future__ import annotations

from itertools import pairwise, product

import pytest

from tieout.core.crossing import FINAL, MOVES, State, check_move
from tieout.core.readiness import readiness, steps_to


def test_nothing_needed_is_ready() -> None:
    assert readiness([]) is State.READY


@pytest.mark.parametrize("lost", [State.REFUSED, State.BLOCKED, State.WRITTEN_OFF, State.SUPERSEDED])
def test_a_lost_need_blocks_whatever_the_others_are(lost: State) -> None:
    assert readiness([State.CONFIRMED, State.SENT, lost]) is State.BLOCKED


@pytest.mark.parametrize("open_", [State.WAITING, State.READY, State.CLAIMED, State.SENT, State.UNCERTAIN])
def test_an_open_need_is_waited_for(open_: State) -> None:
    assert readiness([State.CONFIRMED, open_]) is State.WAITING


def test_a_reversed_need_is_still_held() -> None:
    assert readiness([State.CONFIRMED, State.REVERSED]) is State.READY


def test_every_step_is_an_allowed_move_and_ends_at_the_goal() -> None:
    for present, goal in product([None, *State], [State.WAITING, State.READY, State.BLOCKED]):
        steps = steps_to(present, goal)
        for before, after in pairwise([present, *steps]):
            assert after is not None
            if (before, after) != (State.BLOCKED, State.BLOCKED):
                check_move(before, after)
        if steps:
            assert steps[-1] is goal
        else:
            assert present is goal or present not in {None, State.WAITING, State.BLOCKED}


def test_every_state_that_is_not_final_has_a_way_out() -> None:
    leaves = {before for before, _ in MOVES}
    assert set(State) - leaves <= FINAL
