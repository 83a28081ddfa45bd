"""Outbox: the delivery part of the store; every method is one durable transaction (ports.Outbox)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.closed_period import Redating, redated
from tieout.core.crossing import State
from tieout.core.crosswalk import Crosswalk, tax_products
from tieout.core.document import Document, named
from tieout.core.errors import ProgrammerError
from tieout.core.ids import BatchId, DocumentId
from tieout.core.problem import Problem
from tieout.core.tax_strategy import TaxPolicy
from tieout.ports import Answer, Confirmed, Ready, Refused, StoredBatch, Urgency
from tieout.storage.answers import echo_problem, outside_of, settled
from tieout.storage.cases import open_cases
from tieout.storage.database import Database
from tieout.storage.dependants import try_again, wake, write_off
from tieout.storage.documents import (
    ORDINARY,
    URGENT,
    Move,
    document_of,
    documents_by_id,
    keep_redating,
    move,
    redatings,
    states_of,
)
from tieout.storage.lease import Leases
from tieout.storage.order_states import supersede_earlier
from tieout.storage.server_fault import ServerFaultError
from tieout.storage.settings import mapping_of
from tieout.storage.tables import ANSWER, ATTEMPT, BATCH, BATCH_ITEM, OUTSIDE, insert_sql

_CUT_OFF = "The session that had this company's batches in hand was cut off; another worker may have them."
_OPEN = (State.CLAIMED, State.SENT, State.UNCERTAIN)


_UNSENT = "state IN ('waiting', 'ready', 'blocked', 'refused')"
_URGENT = (
    f"UPDATE crossing_state SET priority = ? WHERE {_UNSENT} AND lane = 0 AND (value >= ? OR "
    "(SELECT day FROM document WHERE id = crossing_state.document) <= ?)"
)
_NEEDED = (
    f"UPDATE crossing_state SET priority = ? WHERE {_UNSENT} AND priority = ? AND document IN "
    "(SELECT n.needs FROM document_need n JOIN crossing_state s ON s.document = n.document "
    "WHERE s.priority = ? AND s.state IN ('waiting', 'blocked'))"
)


_NAME_UNDER_WAY = "SELECT 1 FROM crossing_state WHERE state IN ('claimed', 'sent') AND lane = 1 LIMIT 1"


class SqliteOutbox:
    """The outbox of one company."""

    def __init__(
        self,
        database: Database,
        company: str,
        home_currency: str,
        taxes: TaxPolicy | None = None,
        leases: Leases | None = None,
    ) -> None:
        """Work on this company's books; without `leases` as the only worker there is."""
        self._leases = leases
        self._elsewhere = 0
        self._taxes = taxes or TaxPolicy()
        self._database = database
        self._company = company
        self._home_currency = home_currency

    def ready(self, limit: int) -> Ready:
        """Documents whose crossing is ready: what is urgent first, then in order of sealing."""
        with self._database.read() as connection:
            urgent = _ready(connection, 0, URGENT, limit)
            ordinary = _ready(connection, 0, ORDINARY, limit)
            names = _ready(connection, 1, URGENT, limit)
            names += _ready(connection, 1, ORDINARY, limit)
            if names and connection.exec_driver_sql(_NAME_UNDER_WAY).first():
                names = []
            known = redatings(connection, [row.id for row in (*urgent, *ordinary)])
        oldest = sorted((*urgent, *ordinary), key=lambda row: row.place)
        documents = {row.id: redated(document_of(row), known.get(row.id)) for row in (*urgent, *ordinary)}
        return Ready(
            first=[documents[row.id] for row in (*urgent, *ordinary)[:limit]],
            oldest=[documents[row.id] for row in oldest[:limit]],
            names=[document_of(row) for row in names[:limit]],
        )

    def prioritise(self, urgent: Urgency) -> None:
        """Mark what is urgent, and everything it needs, to go first."""
        with self._database.write() as connection:
            connection.exec_driver_sql(
                _URGENT, (URGENT, urgent.high_value_minor, urgent.closing_through.isoformat())
            )
            while connection.exec_driver_sql(_NEEDED, (URGENT, ORDINARY, URGENT)).rowcount:
                pass

    def claim(self, batch: StoredBatch, now: datetime) -> bool:
        """Store the batch and move its crossings ready → claimed; False = another worker took some.

        The batch is in hand before anybody can see it.
        """
        if self._leases and not self._leases.take(batch.id):
            return False
        claimed = self._claim(batch, now)
        if self._leases and not claimed:
            self._leases.give(batch.id)
        return claimed

    def _claim(self, batch: StoredBatch, now: datetime) -> bool:
        with self._database.write() as connection:
            if self._leases and not self._leases.alone:
                states = states_of(connection, [document for _, document in batch.items])
                if set(states.values()) != {State.READY}:
                    return False
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
        return True

    @contextmanager
    def _writing(self, batch: BatchId, *, sending: bool = False) -> Iterator[Connection]:
        """A transaction on a batch that is in hand; whoever was cut off from it changes nothing.

        A batch with nothing open is nobody's: there is nothing to change, unless it is to be sent.

        Raises:
            TransientError: another worker may have it by now.
        """
        with self._database.write() as connection:
            relied_on = self._leases and (sending or self._leases.held(batch))
            if self._leases and relied_on and not self._leases.holds(connection, batch):
                raise ServerFaultError(problem("database_unreachable", why=_CUT_OFF))
            yield connection
        if self._leases and not self._leases.alone and not self._still_open(batch):
            self._leases.give(batch)

    def _still_open(self, batch: BatchId) -> bool:
        with self._database.read() as connection:
            return any(state in _OPEN for state in self._present(connection, batch).values())

    def attempt(self, batch: BatchId, now: datetime) -> None:
        """Record an attempt before the request leaves: claimed or uncertain → sent."""
        with self._writing(batch, sending=True) as connection:
            connection.exec_driver_sql(insert_sql(ATTEMPT), (batch, now.isoformat()))
            count = connection.exec_driver_sql("SELECT COUNT(*) FROM attempt WHERE batch = ?", (batch,))
            why = f"attempt {count.scalar_one()}"
            self._move_batch(connection, batch, (State.CLAIMED, State.UNCERTAIN), State.SENT, why, now)

    def settle(self, batch: BatchId, answers: dict[DocumentId, Answer], now: datetime) -> None:
        """Append the transitions of these answers, learn outside ids, wake what waited for them.

        Only crossings open in this batch move: a document may meanwhile travel in another one.
        """
        with self._writing(batch) as connection:
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
                move(connection, [settled(document, state, answer)], now)
                if isinstance(answer, Confirmed):
                    supersede_earlier(connection, document, answer.outside.type, now)
                self._note(connection, document, answer, now)
            wake(connection, list(mine), now)

    def _note(self, connection: Connection, document: DocumentId, answer: Answer, now: datetime) -> None:
        if isinstance(answer, Refused):
            open_cases(connection, "delivery", [(document, answer.problem)], now)
        elif isinstance(answer, Confirmed) and answer.echo:
            called = named(documents_by_id(connection, [document])[document])
            told = echo_problem(document, answer.echo, called)
            open_cases(connection, "delivery", [(document, told)], now)

    def release(self, batch: BatchId, now: datetime, why: str) -> None:
        """Nothing happened: every crossing of the batch goes back to ready."""
        with self._writing(batch) as connection:
            self._move_batch(
                connection, batch, (State.CLAIMED, State.SENT, State.UNCERTAIN), State.READY, why, now
            )

    def doubt(self, batch: BatchId, now: datetime, why: str) -> None:
        """The outcome is unknown: every crossing of the batch still sent becomes uncertain."""
        with self._writing(batch) as connection:
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
        """Batches with a crossing claimed, sent or uncertain, oldest first, that are in our hands.

        What nobody has in hand any more, because its worker is dead or has ended, is taken; it is read
        again afterwards, for its worker may have settled it in its last moment.
        """
        found = self._open_batches()
        self._elsewhere = 0
        if self._leases is None or all(self._leases.held(batch.id) for batch in found):
            return found
        mine = {batch.id for batch in found if self._leases.take(batch.id)}
        self._elsewhere = len(found) - len(mine)
        still = [batch for batch in self._open_batches() if batch.id in mine]
        for closed in mine - {batch.id for batch in still}:
            self._leases.give(closed)
        return still

    def elsewhere(self) -> int:
        """How many batches other workers had in hand when it was looked last."""
        return self._elsewhere

    def _open_batches(self) -> list[StoredBatch]:
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
            if self._changed_by_others(connection, document, State.READY):
                return
            move(connection, [(document, State.READY, State.REFUSED, problem.code)], now)
            open_cases(connection, "delivery", [(document, problem)], now)
            wake(connection, [document], now)

    def _changed_by_others(self, connection: Connection, document: DocumentId, seen: State) -> bool:
        """Whether another worker has brought a document further since it was seen."""
        if self._leases is None or self._leases.alone:
            return False
        return states_of(connection, [document])[document] is not seen

    def refused_as(self, code: str) -> list[DocumentId]:
        """Refused documents whose refusal has this code, in order of sealing."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT s.document FROM crossing_state s JOIN transition t ON t.document = s.document "
                "WHERE s.state = 'refused' AND t.result = ? "
                "AND t.n = (SELECT MAX(n) FROM transition WHERE document = s.document) ORDER BY s.place",
                (code,),
            )
            return [DocumentId(document) for (document,) in rows]

    def retry(self, document: DocumentId, now: datetime, who: str = "tieout") -> None:
        """The act of a person: a refused document is tried again, and what it blocked waits again."""
        with self._database.write() as connection:
            if not self._changed_by_others(connection, document, State.REFUSED):
                try_again(connection, document, who, now)

    def write_off(self, document: DocumentId, why: str, now: datetime, who: str = "tieout") -> None:
        """The act of a person: a refused or blocked document is given up, what needs it stays blocked."""
        with self._database.write() as connection:
            write_off(connection, document, why, who, now)

    def redate(self, document: DocumentId, to: Redating, why: str, now: datetime) -> None:
        """Let a sealed document cross on another day, or as another type: an act beside it."""
        with self._database.write() as connection:
            keep_redating(connection, document, to, why, now)

    def released(self, document: DocumentId) -> bool:
        """Whether a person released it, held for its closed period, into the open one."""
        with self._database.read() as connection:
            found = connection.exec_driver_sql("SELECT 1 FROM period_release WHERE key = ?", (document,))
            return found.first() is not None

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
        wanted |= {
            key for document in documents for key in tax_products(self._company, document, self._taxes)
        }
        with self._database.read() as connection:
            return Crosswalk(
                company=self._company,
                mapping=mapping_of(connection),
                outside=outside_of(connection, sorted(wanted)),
                home_currency=self._home_currency,
                taxes=self._taxes,
            )


def _ready(connection: Connection, lane: int, priority: int, limit: int) -> list[Any]:
    rows = connection.exec_driver_sql(
        "SELECT d.*, s.place FROM crossing_state s JOIN document d ON d.id = s.document "
        "WHERE s.state = 'ready' AND s.lane = ? AND s.priority = ? ORDER BY s.place LIMIT ?",
        (lane, priority, limit),
    )
    return list(rows)


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
        "SELECT COUNT(*), MIN(at), MAX(at) FROM attempt WHERE batch = ?", (batch,)
    ).one()
    doubted = connection.exec_driver_sql(
        "SELECT MAX(at) FROM transition WHERE after = 'uncertain' "
        "AND document IN (SELECT value FROM json_each(?))",
        (json.dumps(mine),),
    ).scalar_one()
    return StoredBatch(
        id=BatchId(batch),
        request_id=request_id,
        items=tuple((item, DocumentId(document)) for item, document in items),
        body=bytes(body),
        attempts=int(attempts[0]),
        first_attempt=_instant(attempts[1]),
        last_attempt=_instant(attempts[2]),
        doubted=_instant(doubted),
        open=tuple(mine),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
