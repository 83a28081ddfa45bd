"""Dependants: what becomes of one crossing decides about those that need it, to the end of the chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from tieout.core.crossing import State
from tieout.core.document import Document, named
from tieout.core.ids import DocumentId
from tieout.core.problem import Problem, Where
from tieout.core.readiness import readiness, steps_to
from tieout.storage.cases import open_cases, open_cases_of, resolve_cases
from tieout.storage.documents import (
    Move,
    append_documents,
    documents_by_id,
    move,
    moves_along,
    need_states,
    states_of,
)

_STOPPED: Final = frozenset({State.REFUSED, State.BLOCKED, State.WRITTEN_OFF})


def keep_sealed(
    connection: Connection, documents: Sequence[tuple[Document, Sequence[int]]], now: datetime
) -> None:
    """Append sealed documents with the entries in them.

    One whose need was refused before it was sealed is someone's from its first day.
    """
    states = append_documents(connection, documents, now)
    blocked = [document for document, state in states.items() if state is State.BLOCKED]
    open_cases(connection, "delivery", _blocked(connection, blocked), now)


def try_again(connection: Connection, document: DocumentId, who: str, now: datetime) -> None:
    """A refused document is ready again, and what it blocked waits for it.

    Raises:
        ProgrammerError: it was not refused; nothing is changed.
    """
    move(connection, [(document, State.REFUSED, State.READY, f"tried again by {who}")], now)
    _resolve(connection, [document], now, who, "tried again")
    wake(connection, [document], now)


def write_off(connection: Connection, document: DocumentId, why: str, who: str, now: datetime) -> None:
    """A refused or blocked document is given up for good; what needs it stays blocked, with its case.

    A product stops nobody any more (`need_states`).

    Raises:
        ProgrammerError: it is neither; nothing is changed.
    """
    before = states_of(connection, [document]).get(document)
    move(connection, [(document, before, State.WRITTEN_OFF, f"{who}: {why}")], now)
    _resolve(connection, [document], now, who, f"written off: {why}")
    wake(connection, [document], now)


def give_up(connection: Connection, document: DocumentId, why: str, now: datetime) -> None:
    """A document that is sealed and shall not cross, by a policy of finance: nobody has to act."""
    steps = ((State.READY, State.REFUSED), (State.REFUSED, State.WRITTEN_OFF))
    move(connection, [(document, before, after, why) for before, after in steps], now)
    wake(connection, [document], now)


def wake(connection: Connection, changed: Sequence[DocumentId], now: datetime) -> None:
    """Follow the needs to the end: what a change readies or blocks decides about others in turn."""
    pending = list(dict.fromkeys(changed))
    while pending:
        dependants = _dependants(connection, pending)
        needed = list({n: None for needs in dependants.values() for n in needs})
        states = need_states(connection, needed) | states_of(connection, list(dependants))
        moves: list[Move] = []
        for document, needs in dependants.items():
            goal = readiness(states.get(need, State.WAITING) for need in needs)
            moves += moves_along(document, states[document], steps_to(states[document], goal))
        move(connection, moves, now)
        ended = {DocumentId(document): after for document, _, after, _ in moves}
        blocked = [document for document, after in ended.items() if after is State.BLOCKED]
        open_cases(connection, "delivery", _blocked(connection, blocked), now)
        _resolve(connection, [document for document in ended if states[document] is State.BLOCKED], now)
        pending = list(ended)


def _resolve(
    connection: Connection,
    documents: Sequence[DocumentId],
    now: datetime,
    who: str = "tieout",
    why: str = "what stopped it is gone",
) -> None:
    """Close the delivery cases of documents whose cause is gone, or that a person acted on."""
    for document in documents:
        ids = [case.id for case in open_cases_of(connection, "delivery", document)]
        resolve_cases(connection, ids, who, now, why)


def _dependants(connection: Connection, changed: Sequence[str]) -> dict[DocumentId, list[DocumentId]]:
    """Waiting and blocked documents that need one of these, each with everything it needs."""
    found: dict[DocumentId, list[DocumentId]] = {}
    for start in range(0, len(changed), 500):
        some = changed[start : start + 500]
        marks = ",".join("?" * len(some))
        for document, need in connection.exec_driver_sql(
            "SELECT n.document, n.needs FROM document_need n "
            "JOIN crossing_state s ON s.document = n.document "
            "WHERE s.state IN ('waiting', 'blocked') AND n.document IN "
            f"(SELECT document FROM document_need WHERE needs IN ({marks})) ORDER BY n.n",
            tuple(some),
        ):
            found.setdefault(DocumentId(document), []).append(DocumentId(need))
    return found


def _blocked(connection: Connection, documents: Sequence[DocumentId]) -> list[tuple[str, Problem]]:
    """Documents that cannot cross because one that they need was refused, both as people name them."""
    if not documents:
        return []
    found = documents_by_id(connection, documents)
    needs = dict.fromkeys(need for one in found.values() for need in one.needs)
    needed, states = documents_by_id(connection, list(needs)), need_states(connection, list(needs))
    told: list[tuple[str, Problem]] = []
    for key in documents:
        stopped = (need for need in found[key].needs if states.get(need) in _STOPPED)
        refused = next((named(needed[need]) for need in stopped if need in needed), "a document")
        told.append((key, blocked_problem(key, named(found[key]), refused)))
    return told


def blocked_problem(document: DocumentId, name: str, refused: str) -> Problem:
    """A document, here by its name, cannot cross because one that it needs was refused."""
    return Problem(
        code="needs_refused_document",
        what=f"{name} waits for {refused}, which did not cross.",
        why="QuickBooks cannot hold it without the record it refers to.",
        next_step=f"See to the exception of {refused} first, then `tieout cases retry` with its id; this "
        "one follows by itself. What will never cross is given up: `tieout cases write-off`.",
        owner="accountant",
        where=Where(subject=document),
    )
