"""Standing: over every state, with and without an owner and a batch; stuck is what nobody moves."""

from __future__ import annotations

from itertools import product

import pytest

from tieout.core.crossing import FINAL, State
from tieout.core.standing import Standing, standing


def of(
    state: State, *, owned: bool = False, travels: bool = False, needs: tuple[State, ...] = ()
) -> Standing:
    return standing(state, owned=owned, travels=travels, needs=needs)


@pytest.mark.parametrize("state", [state for state in State if state in FINAL])
def test_what_is_final_is_settled(state: State) -> None:
    assert of(state) is Standing.SETTLED


def test_what_is_ready_goes_with_the_next_run() -> None:
    assert of(State.READY) is Standing.DUE


@pytest.mark.parametrize("state", [State.CLAIMED, State.SENT, State.UNCERTAIN])
def test_what_travels_is_due_by_its_batch_and_else_lost_sight_of(state: State) -> None:
    assert of(state, travels=True) is Standing.DUE
    assert of(state) is Standing.STUCK


@pytest.mark.parametrize("state", [State.REFUSED, State.BLOCKED])
def test_what_is_stopped_is_its_owners_or_stuck(state: State) -> None:
    assert of(state, owned=True) is Standing.OWNED
    assert of(state) is Standing.STUCK


def test_what_waits_is_due_only_while_a_need_is_on_its_way() -> None:
    for first, second in product(State, State):
        lost = {first, second} & {State.REFUSED, State.BLOCKED, State.WRITTEN_OFF, State.SUPERSEDED}
        held = {first, second} <= {State.CONFIRMED, State.REVERSED}
        wanted = Standing.STUCK if lost or held else Standing.DUE
        assert of(State.WAITING, needs=(first, second)) is wanted
    assert of(State.WAITING) is Standing.STUCK


def test_a_need_that_is_not_sealed_must_be_promised_by_an_entry() -> None:
    for promised in (True, False):
        found = standing(State.WAITING, owned=False, travels=False, needs=[None], promised=promised)
        assert found is (Standing.DUE if promised else Standing.STUCK)
