"""Log: the transitions of a company's crossings, each chained by hash to the one before.

Whoever changes, drops or inserts a transition breaks the chain from there on; whoever cuts the end
off contradicts the last checkpoint, which is kept elsewhere (in a close package, with an auditor).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tieout.core.crossing import GENESIS, State, Transition
from tieout.core.ids import DocumentId
from tieout.core.problem import Problem, Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How long the log was, and the hash of its last transition."""

    count: int = 0
    last_hash: str = GENESIS


def next_transition(
    last_hash: str,
    document: DocumentId,
    before: State | None,
    after: State,
    at: datetime,
    result: str = "",
) -> Transition:
    """The transition that follows `last_hash` in the log.

    Raises:
        ProgrammerError: the table of moves has no such move.
    """
    return Transition(
        document=document, before=before, after=after, at=at, result=result, previous_hash=last_hash
    )


def checkpoint(log: Iterable[Transition], since: Checkpoint | None = None) -> Checkpoint:
    """Where the log stands after these transitions."""
    count, last = (since.count, since.last_hash) if since else (0, GENESIS)
    for transition in log:
        count, last = count + 1, transition.hash
    return Checkpoint(count=count, last_hash=last)


def verify(
    log: Iterable[Transition],
    known: Checkpoint | None = None,
    hashes: Iterable[str] | None = None,
) -> list[Problem]:
    """What is wrong with a log read from its start; empty = whole.

    `hashes` are the stored hashes of the same transitions, if the store keeps them. After the first
    broken link of the chain nothing later can be judged, so it is the only link named.
    """
    stored = iter(hashes) if hashes is not None else None
    last, place = GENESIS, 0
    states: dict[DocumentId, State] = {}
    for place, transition in enumerate(log, start=1):
        problem = _link(place, transition, last, states) or _stored(place, transition, stored)
        if problem:
            return [problem]
        last = transition.hash
        states[transition.document] = transition.after
        if known and place == known.count and last != known.last_hash:
            return [_rewritten(place, transition)]
    if known and place < known.count:
        return [_truncated(place, known)]
    return []


def _link(
    place: int, transition: Transition, last: str, states: Mapping[DocumentId, State]
) -> Problem | None:
    subject = f"transition {place} (document {transition.document})"
    if transition.previous_hash != last:
        return _broken(subject, "it is not chained to the transition before it")
    if states.get(transition.document) is not transition.before:
        held = states.get(transition.document)
        return _broken(
            subject, f"it leaves {_word(transition.before)}, but the document stood at {_word(held)}"
        )
    return None


def _stored(place: int, transition: Transition, stored: Iterable[str] | None) -> Problem | None:
    if stored is None or next(iter(stored), "") == transition.hash:
        return None
    subject = f"transition {place} (document {transition.document})"
    return _broken(subject, "its content does not match the hash stored with it")


def _word(state: State | None) -> str:
    return state.value if state else "not sealed"


def _broken(subject: str, why: str) -> Problem:
    return Problem(
        code="log_broken",
        what=f"The boundary log is broken at {subject}.",
        why=f"A transition was changed, dropped or inserted outside tieout: {why}.",
        next_step="Restore the company's data from the last backup that verifies, then load again.",
        owner="administrator",
        where=Where(subject=subject),
    )


def _rewritten(place: int, transition: Transition) -> Problem:
    return _broken(
        f"or before transition {place} (document {transition.document})",
        "the chain is whole but is not the one the checkpoint was taken of",
    )


def _truncated(place: int, known: Checkpoint) -> Problem:
    return Problem(
        code="log_truncated",
        what=f"The boundary log ends after {place} transitions; the checkpoint counted {known.count}.",
        why=f"The last {known.count - place} transitions were removed outside tieout.",
        next_step="Restore the company's data from the last backup that verifies, then load again.",
        owner="administrator",
        where=Where(subject=f"transition {place + 1}"),
    )
