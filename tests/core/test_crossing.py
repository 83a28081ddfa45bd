"""The states of a crossing: the table of moves is whole, and the log of moves is a chain."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from itertools import product

import pytest

from tieout.core.crossing import FINAL, GENESIS, MOVES, State, Transition, check_move
from tieout.core.errors import ProgrammerError
from tieout.core.ids import DocumentId

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _reached(start: State | None) -> set[State]:
    found: set[State] = set()
    waiting: list[State | None] = [start]
    while waiting:
        here = waiting.pop()
        after = {to for before, to in MOVES if before is here} - found
        found |= after
        waiting += after
    return found


def test_every_state_is_reached() -> None:
    assert _reached(None) == set(State)


@pytest.mark.parametrize("state", [state for state in State if state not in FINAL])
def test_every_unfinished_state_leads_to_an_end(state: State) -> None:
    assert _reached(state) & FINAL


def test_what_is_final_moves_only_by_an_approved_act() -> None:
    """But for what others entered: it was never sent, and follows what they make of it."""
    theirs = (State.CONFIRMED, State.SUPERSEDED)
    assert MOVES[theirs].startswith("read from QuickBooks")
    final = {move: reason for move, reason in MOVES.items() if move[0] in FINAL and move != theirs}
    assert all("approved act" in reason for reason in final.values())


def test_what_was_given_up_or_taken_back_never_moves() -> None:
    never = {State.WRITTEN_OFF, State.REVERSED, State.SUPERSEDED}
    assert not [move for move in MOVES if move[0] in never]


def test_a_document_that_was_sent_is_not_given_up_without_an_answer() -> None:
    """Law 6: sent and uncertain are settled by proof, never by a decision."""
    decided = {State.WRITTEN_OFF, State.REVERSED, State.SUPERSEDED, State.WAITING, State.BLOCKED}
    assert not [move for move in MOVES if move[0] in {State.SENT, State.UNCERTAIN} and move[1] in decided]


def test_a_confirmed_document_is_never_sent_again() -> None:
    assert _reached(State.CONFIRMED) == {State.REVERSED, State.SUPERSEDED}


@pytest.mark.parametrize(("before", "after"), list(product([None, *State], State)))
def test_only_the_moves_of_the_table_are_allowed(before: State | None, after: State) -> None:
    if (before, after) in MOVES:
        assert check_move(before, after) == MOVES[before, after]
        return
    with pytest.raises(ProgrammerError, match="a crossing cannot go from"):
        check_move(before, after)
    with pytest.raises(ProgrammerError, match="a crossing cannot go from"):
        Transition(document=DocumentId("d1"), before=before, after=after, at=NOON)


def _transition(**changed: object) -> Transition:
    stated: dict[str, object] = {
        "document": "d1",
        "before": State.SENT,
        "after": State.CONFIRMED,
        "at": NOON,
    }
    stated |= {"result": "id 77", "previous_hash": "00", **changed}
    return Transition(**stated)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        {"document": "d2"},
        {"after": State.REFUSED},
        {"before": State.UNCERTAIN},
        {"at": NOON.replace(second=1)},
        {"result": "id 78"},
        {"previous_hash": "01"},
    ],
)
def test_the_chain_notices_every_change(changed: dict[str, object]) -> None:
    assert _transition().hash == _transition().hash
    assert _transition(**changed).hash != _transition().hash


def test_an_instant_needs_its_time_zone() -> None:
    with pytest.raises(ValueError, match="an instant needs its time zone"):
        _transition(at=NOON.replace(tzinfo=None))


def test_a_log_that_was_kept_before_is_chained_as_it_was() -> None:
    """SHA-256 of each part with its length before it; the figures are worked out apart from the code."""
    assert GENESIS == "1f34786407359a2121ee6bcd75e9b3fdc50822518a3c7b7af24b6ffb1ef2b57e"
    plain = b"2:002:d14:sent9:confirmed25:2026-03-02T12:00:00+00:005:id 77"
    assert _transition().hash == sha256(plain).hexdigest()
    first = _transition(before=None, after=State.READY)
    plain = b"2:002:d10:5:ready25:2026-03-02T12:00:00+00:005:id 77"
    assert first.hash == sha256(plain).hexdigest()
