"""The log: whatever is changed, dropped, inserted, swapped or cut off is named at its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tieout.boundary.log import Checkpoint, checkpoint, next_transition, verify
from tieout.core.crossing import GENESIS, State, Transition
from tieout.core.errors import ProgrammerError
from tieout.core.ids import DocumentId

AT = datetime(2026, 4, 1, tzinfo=UTC)
WAY = (None, State.READY, State.CLAIMED, State.SENT, State.CONFIRMED)


def written(documents: int = 3) -> list[Transition]:
    log: list[Transition] = []
    for number in range(documents):
        for before, after in pairwise(WAY):
            assert after is not None
            last = log[-1].hash if log else GENESIS
            at = AT + timedelta(seconds=len(log))
            log.append(next_transition(last, DocumentId(f"d{number}"), before, after, at))
    return log


def test_a_whole_log_verifies_with_its_checkpoint() -> None:
    log = written()
    known = checkpoint(log)
    assert verify(log, known, [one.hash for one in log]) == []
    assert checkpoint(log[5:], checkpoint(log[:5])) == known
    assert verify([]) == []
    assert checkpoint([]) == Checkpoint()


def test_a_log_that_went_on_since_the_checkpoint_verifies() -> None:
    log = written()
    assert verify(log, checkpoint(log[:4])) == []


def test_a_move_that_is_not_in_the_table_cannot_be_written() -> None:
    with pytest.raises(ProgrammerError):
        next_transition(GENESIS, DocumentId("d"), State.SENT, State.CLAIMED, AT)


@pytest.mark.parametrize("place", range(12))
def test_a_changed_transition_is_found(place: int) -> None:
    """A change shows in the next link; a change of the last in its stored hash or the checkpoint."""
    log = written()
    known, hashes = checkpoint(log), [one.hash for one in log]
    log[place] = replace(log[place], result="touched")
    assert f"transition {min(place + 2, 12)} " in verify(log, known)[0].what
    assert f"transition {place + 1} " in verify(log, None, hashes)[0].what


@pytest.mark.parametrize("place", range(11))
def test_a_dropped_transition_is_found(place: int) -> None:
    log = written()
    del log[place]
    assert f"transition {place + 1} " in verify(log)[0].what


def test_swapped_transitions_are_found() -> None:
    log = written()
    log[2], log[3] = log[3], log[2]
    assert "transition 3 " in verify(log)[0].what


def test_a_log_cut_at_its_end_contradicts_the_checkpoint() -> None:
    log = written()
    (problem,) = verify(log[:9], checkpoint(log))
    assert problem.code == "log_truncated"
    assert "ends after 9 transitions; the checkpoint counted 12" in problem.what


def test_a_log_written_anew_contradicts_the_checkpoint() -> None:
    log = written()
    other = written()[:8]
    last = next_transition(other[-1].hash, DocumentId("x"), None, State.READY, AT)
    assert verify([*other, last], checkpoint(log[:9]))[0].code == "log_broken"


def test_a_document_that_jumps_is_found_although_the_chain_is_whole() -> None:
    log = written(1)
    log.append(next_transition(log[-1].hash, DocumentId("d0"), State.READY, State.CLAIMED, AT))
    assert "it leaves ready, but the document stood at confirmed" in verify(log)[0].why


def test_stored_hashes_that_end_early_are_found() -> None:
    log = written()
    assert verify(log, None, [one.hash for one in log][:3])[0].code == "log_broken"
