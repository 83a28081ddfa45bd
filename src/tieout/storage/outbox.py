"""Outbox: the delivery part of the store; every method is one durable transaction (ports.Outbox)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from tieout.core.crossing import State
from tieout.core.crosswalk import Crosswalk, Outside
from tieout.core.document import Document
from tieout.core.errors import ProgrammerError
from tieout.core.ids import BatchId, DocumentId
from tieout.core.problem import Problem, Where
from tieout.core.readiness import readiness, steps_to
from tieout.ports import Again, Answer, Confirmed, Refused, StoredBatch
from tieout.storage.cases import open_cases, open_cases_of, resolve_cases
from tieout.storage.database import Database
from tieout.storage.documents import (
    Move,
    append_documents,
    document_of,
    documents_by_id,
    move,
    moves_along,
    states_of,
)
from tieout.storage.settings import mapping_of
from tieout.storage.tables import ANSWER, ATTEMPT, BATCH, BATCH_ITEM, OUTSIDE, insert_sql

_OPEN = (State.CLAIMED, State.SENT, State.UNCERTAIN)


class SqliteOutbox:
    """The outbox of one company."""

    def __init__(self, database: Database, company: str, home_currency: str) -> None:
        """Work on this company's file."""
        self._database = database
        self._company = company
        self._home_currency = home_currency

    def ready(self, limit: int) -> list[Document]:
        """Documents whose crossing is ready: higher priority first, then in order of sealing."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT d.* FROM crossing_state s JOIN document d ON d.id = s.document "
                "WHERE s.state = 'ready' ORDER BY s.priority DESC, s.place LIMIT ?",
                (limit,),
            )
            return [document_of(row) for row in rows]

    def claim(self, batch: StoredBatch, now: datetime) -> None:
        """Store the batch and move its crossings ready → claimed."""
        with self._database.write() as connection:
            if connection.exec_driver_sql("SELECT 1 FROM batch WHERE id = ?", (batch.id,)).first():
                raise ProgrammerError(f"batch {batch.id} is stored already")
            connection.exec_driver_sql(
                insert_sql(BATCH), (batch.id, batch.request_id, batch.body, now.isoformat())
            )
            connection.exec_driver_sql(
                insert_sql(BATCH_ITEM), [(batch.id, item, document) for item, document in batch.items]
            )
            move(
                connection,
                [(document, State.READY, State.CLAIMED, batch.id) for _, document in batch.items],
                now,
            )

    def attempt(self, batch: BatchId, now: datetime) -> None:
        """Record an attempt before the request leaves: claimed or uncertain → sent."""
        with self._database.write() as connection:
            connection.exec_driver_sql(insert_sql(ATTEMPT), (batch, now.isoformat()))
            count = connection.exec_driver_sql("SELECT COUNT(*) FROM attempt WHERE batch = ?", (batch,))
            why = f"attempt {count.scalar_one()}"
            self._move_batch(connection, batch, (State.CLAIMED, State.UNCERTAIN), State.SENT, why, now)

    def settle(self, batch: BatchId, answers: dict[DocumentId, Answer], now: datetime) -> None:
        """Append the transitions of these answers, learn outside ids, wake what waited for them.

        Only crossings open in this batch move: a document may meanwhile travel in another one.
        """
        with self._database.write() as connection:
            mine = {
                document: state
                for document, state in self._present(connection, batch).items()
                if state in _OPEN and document in answers
            }
            for document, state in mine.items():
                answer = answers[document]
                connection.exec_driver_sql(
                    insert_sql(ANSWER), (document, batch, now.isoformat(), answer.raw)
                )
                if isinstance(answer, Confirmed):
                    outside = answer.outside
                    connection.exec_driver_sql(
                        insert_sql(OUTSIDE), (document, outside.id, outside.sync_token, outside.type)
                    )
                move(connection, [_settled(document, state, answer)], now)
                self._note(connection, document, answer, now)
            wake(connection, list(mine), now)

    def _note(self, connection: Connection, document: DocumentId, answer: Answer, now: datetime) -> None:
        if isinstance(answer, Refused):
            open_cases(connection, "delivery", [(document, answer.problem)], now)
        elif isinstance(answer, Confirmed) and answer.echo:
            open_cases(connection, "delivery", [(document, echo_problem(document, answer.echo))], now)

    def release(self, batch: BatchId, now: datetime, why: str) -> None:
        """Nothing happened: every crossing of the batch goes back to ready."""
        with self._database.write() as connection:
            self._move_batch(
                connection, batch, (State.CLAIMED, State.SENT, State.UNCERTAIN), State.READY, why, now
            )

    def doubt(self, batch: BatchId, now: datetime, why: str) -> None:
        """The outcome is unknown: every crossing of the batch still sent becomes uncertain."""
        with self._database.write() as connection:
            self._move_batch(connection, batch, (State.SENT,), State.UNCERTAIN, why, now)

    def _move_batch(
        self,
        connection: Connection,
        batch: BatchId,
        before: Sequence[State],
        after: State,
        why: str,
        now: datetime,
    ) -> None:
        moves: list[Move] = [
            (document, state, after, why)
            for document, state in self._present(connection, batch).items()
            if state in before
        ]
        move(connection, moves, now)

    def _present(self, connection: Connection, batch: BatchId) -> dict[DocumentId, State]:
        """The states of the documents whose latest batch this is, in order of its items."""
        items = [
            DocumentId(document)
            for (document,) in connection.exec_driver_sql(
                "SELECT i.document FROM batch_item i WHERE i.batch = ? AND i.n = "
                "(SELECT MAX(n) FROM batch_item WHERE document = i.document) ORDER BY i.n",
                (batch,),
            )
        ]
        states = states_of(connection, items)
        return {document: states[document] for document in items}

    def unsettled(self) -> list[StoredBatch]:
        """Batches with a crossing claimed, sent or uncertain, oldest first."""
        marks = ",".join("?" * len(_OPEN))
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT b.* FROM batch b WHERE b.id IN (SELECT i.batch FROM crossing_state s "
                "JOIN batch_item i ON i.document = s.document AND i.n = "
                "(SELECT MAX(n) FROM batch_item WHERE document = s.document) "
                f"WHERE s.state IN ({marks})) ORDER BY b.n",
                tuple(state.value for state in _OPEN),
            ).all()
            return [_stored(connection, row) for row in rows]

    def refuse(self, document: DocumentId, problem: Problem, now: datetime) -> None:
        """A ready document that cannot be sent at all: ready → refused, what needs it is blocked."""
        with self._database.write() as connection:
            move(connection, [(document, State.READY, State.REFUSED, problem.code)], now)
            open_cases(connection, "delivery", [(document, problem)], now)
            wake(connection, [document], now)

    def retry(self, document: DocumentId, now: datetime, who: str = "tieout") -> None:
        """The act of a person: a refused document is tried again, and what it blocked waits again."""
        with self._database.write() as connection:
            try_again(connection, document, who, now)

    def write_off(self, document: DocumentId, why: str, now: datetime, who: str = "tieout") -> None:
        """The act of a person: a refused or blocked document is given up, what needs it stays blocked."""
        with self._database.write() as connection:
            write_off(connection, document, why, who, now)

    def states(self, documents: Sequence[DocumentId]) -> dict[DocumentId, State]:
        """The present state of each crossing."""
        with self._database.read() as connection:
            return states_of(connection, documents)

    def document(self, key: DocumentId) -> Document:
        """One sealed document."""
        with self._database.read() as connection:
            return documents_by_id(connection, [key])[key]

    def crosswalk(self, documents: Sequence[Document]) -> Crosswalk:
        """What encoding these documents needs."""
        wanted = {need for document in documents for need in document.needs}
        wanted |= {link.document for document in documents for link in document.links}
        with self._database.read() as connection:
            return Crosswalk(
                company=self._company,
                mapping=mapping_of(connection),
                outside=outside_of(connection, sorted(wanted)),
                home_currency=self._home_currency,
            )


def keep_sealed(
    connection: Connection, documents: Sequence[tuple[Document, Sequence[int]]], now: datetime
) -> None:
    """Append sealed documents with the entries in them.

    One whose need was refused before it was sealed is someone's from its first day.
    """
    states = append_documents(connection, documents, now)
    blocked = [document for document, state in states.items() if state is State.BLOCKED]
    open_cases(connection, "delivery", [(document, blocked_problem(document)) for document in blocked], now)


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

    Raises:
        ProgrammerError: it is neither; nothing is changed.
    """
    before = states_of(connection, [document]).get(document)
    move(connection, [(document, before, State.WRITTEN_OFF, f"{who}: {why}")], now)
    _resolve(connection, [document], now, who, f"written off: {why}")
    wake(connection, [document], now)


def wake(connection: Connection, changed: Sequence[DocumentId], now: datetime) -> None:
    """Follow the needs to the end: what a change readies or blocks decides about others in turn."""
    pending = list(dict.fromkeys(changed))
    while pending:
        dependants = _dependants(connection, pending)
        states = states_of(connection, [*dependants, *(n for needs in dependants.values() for n in needs)])
        moves: list[Move] = []
        for document, needs in dependants.items():
            goal = readiness(states.get(need, State.WAITING) for need in needs)
            moves += moves_along(document, states[document], steps_to(states[document], goal))
        move(connection, moves, now)
        ended = {DocumentId(document): after for document, _, after, _ in moves}
        blocked = [document for document, after in ended.items() if after is State.BLOCKED]
        open_cases(
            connection, "delivery", [(document, blocked_problem(document)) for document in blocked], now
        )
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


def outside_of(connection: Connection, documents: Sequence[str]) -> dict[DocumentId, Outside]:
    """The latest identity in QuickBooks of each document that has one."""
    found: dict[DocumentId, Outside] = {}
    for start in range(0, len(documents), 500):
        some = documents[start : start + 500]
        marks = ",".join("?" * len(some))
        for document, outside_id, token, type_ in connection.exec_driver_sql(
            "SELECT document, outside_id, sync_token, type FROM outside "
            f"WHERE document IN ({marks}) ORDER BY n",
            tuple(some),
        ):
            found[DocumentId(document)] = Outside(outside_id, token, type_)
    return found


def _settled(document: DocumentId, before: State, answer: Answer) -> Move:
    match answer:
        case Confirmed():
            return (document, before, State.CONFIRMED, answer.outside.id)
        case Refused():
            return (document, before, State.REFUSED, answer.problem.code)
        case Again():
            return (document, before, State.READY, answer.why)


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


def _stored(connection: Connection, row: object) -> StoredBatch:
    _, batch, request_id, body, _ = tuple(row)  # type: ignore[arg-type, var-annotated]
    items = connection.exec_driver_sql(
        "SELECT item, document FROM batch_item WHERE batch = ? ORDER BY n", (batch,)
    )
    mine = [
        DocumentId(document)
        for (document,) in connection.exec_driver_sql(
            "SELECT i.document FROM batch_item i JOIN crossing_state s ON s.document = i.document "
            "WHERE i.batch = ? AND i.n = (SELECT MAX(n) FROM batch_item WHERE document = i.document) "
            "AND s.state IN ('claimed', 'sent', 'uncertain') ORDER BY i.n",
            (batch,),
        )
    ]
    attempts = connection.exec_driver_sql(
        "SELECT COUNT(*), MAX(at) FROM attempt WHERE batch = ?", (batch,)
    ).one()
    return StoredBatch(
        id=BatchId(batch),
        request_id=request_id,
        items=tuple((item, DocumentId(document)) for item, document in items),
        body=bytes(body),
        attempts=int(attempts[0]),
        last_attempt=datetime.fromisoformat(attempts[1]) if attempts[1] else None,
        open=tuple(mine),
    )


def echo_problem(document: DocumentId, echo: Sequence[str]) -> Problem:
    """QuickBooks stored something else than was sent (design law 7)."""
    return Problem(
        code="echo_differs",
        what=f"QuickBooks holds document {document} otherwise than it was sent.",
        why="; ".join(echo),
        next_step="Compare both in QuickBooks, then accept, restore or reverse it.",
        owner="accountant",
        where=Where(subject=document),
    )


def blocked_problem(document: DocumentId) -> Problem:
    """A document cannot cross because one that it needs was refused."""
    return Problem(
        code="needs_refused_document",
        what=f"Document {document} waits for a document that QuickBooks refused.",
        why="QuickBooks cannot hold it without the record it refers to.",
        next_step="Mend the refused document and try it again; this one follows by itself.",
        owner="accountant",
        where=Where(subject=document),
    )
