"""Documents kept: sealed sets, the records of name lists, and the log of their crossings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from tieout.core.account import parsed_key
from tieout.core.closed_period import Redating, redated
from tieout.core.crossing import GENESIS, State, Transition
from tieout.core.document import NAME_LISTS, Document, Link, OrderLine
from tieout.core.entry import SIDE_TEXTS, Line, Side
from tieout.core.errors import ProgrammerError
from tieout.core.ids import DocumentId
from tieout.core.prior_period import NOTHING, prior_period_of
from tieout.core.readiness import readiness, steps_to
from tieout.storage.tables import (
    CROSSING_STATE,
    DOCUMENT,
    DOCUMENT_ENTRY,
    DOCUMENT_NEED,
    REDATING,
    TRANSITION,
    insert_sql,
)

URGENT, ORDINARY = 0, 1
"""Priorities of a crossing: the lower one goes first."""


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_STATE = insert_sql(CROSSING_STATE, replace=True)


def payload_of(document: Document) -> str:
    """A document as stored text: the same document gives the same text."""
    plain: dict[str, object] = {
        "currency": document.currency,
        "rate": document.rate,
        "number": document.number,
        "party": document.party,
        "due": document.due.isoformat() if document.due else "",
        "memo": document.memo,
        "lines": [[SIDE_TEXTS[line.side], str(line.account), *line[2:]] for line in document.lines],
        "links": [[link.document, link.minor] for link in document.links],
        "needs": list(document.needs),
        "fields": [list(field) for field in document.fields],
    }
    if document.prior != NOTHING:
        plain["prior"] = document.prior.plain
    if document.ordered:
        plain["ordered"] = [list(line) for line in document.ordered]
        plain["replaces"] = document.replaces
    return _ENCODE(plain)


def document_of(row: Any) -> Document:
    """A document from its row."""
    plain = json.loads(row.payload)
    return Document(
        id=DocumentId(row.id),
        type=row.type,
        key=row.key,
        sequence=row.sequence,
        day=date.fromisoformat(row.day),
        currency=plain["currency"],
        rate=plain["rate"],
        number=plain["number"],
        party=plain["party"],
        due=date.fromisoformat(plain["due"]) if plain["due"] else None,
        memo=plain["memo"],
        lines=tuple(Line(Side(line[0]), parsed_key(line[1]), *line[2:]) for line in plain["lines"]),
        links=tuple(Link(document=DocumentId(target), minor=minor) for target, minor in plain["links"]),
        needs=tuple(DocumentId(need) for need in plain["needs"]),
        fields=tuple((name, value) for name, value in plain["fields"]),
        prior=prior_period_of(plain["prior"]) if "prior" in plain else NOTHING,
        ordered=tuple(OrderLine(*line) for line in plain.get("ordered", ())),
        replaces=plain.get("replaces"),
    )


def append_documents(
    connection: Connection, documents: Sequence[tuple[Document, Sequence[int]]], at: datetime
) -> dict[DocumentId, State]:
    """Append documents with their entries and crossings: nothing joins them any more.

    Returns the state each crossing begins in.
    """
    if not documents:
        return {}
    last = int(connection.exec_driver_sql("SELECT COALESCE(MAX(seq), 0) FROM document").scalar_one())
    rows, members, needs = [], [], []
    for seq, (document, entries) in enumerate(documents, start=last + 1):
        rows.append(
            (
                seq,
                document.id,
                document.type,
                document.key,
                document.sequence,
                document.day.isoformat(),
                payload_of(document),
            )
        )
        members += [(entry, seq) for entry in entries]
        needs += [(document.id, need) for need in document.needs]
    connection.exec_driver_sql(insert_sql(DOCUMENT, serial=True), rows)
    if members:
        connection.exec_driver_sql(insert_sql(DOCUMENT_ENTRY), members)
        connection.exec_driver_sql(
            "DELETE FROM unsealed WHERE entry = ?", [(entry,) for entry, _ in members]
        )
    if needs:
        connection.exec_driver_sql(insert_sql(DOCUMENT_NEED), needs)
    return _first_states(connection, [document for document, _ in documents], last, at)


def _first_states(
    connection: Connection, documents: Sequence[Document], place: int, at: datetime
) -> dict[DocumentId, State]:
    """Ready, waiting or blocked, as its needs say, those sealed just before it included.

    `place` is the number of the document before the first; crossings are sent in order of documents.
    """
    states = need_states(connection, list({n: None for document in documents for n in document.needs}))
    moves: list[Move] = []
    for document in documents:
        goal = readiness(states.get(need, State.WAITING) for need in document.needs)
        moves += moves_along(document.id, None, steps_to(None, goal))
        states[document.id] = goal
    last = {document: after for document, _, after, _ in moves}
    connection.exec_driver_sql(
        _STATE,
        [
            (
                one.id,
                last[one.id].value,
                ORDINARY,
                place + number,
                int(one.type in NAME_LISTS),
                value_of(one),
            )
            for number, one in enumerate(documents, start=1)
        ],
    )
    _append_transitions(connection, moves, at)
    return {document.id: states[document.id] for document in documents}


def value_of(document: Document) -> int:
    """What a document moves, in home minor units: its debits. A list record moves nothing."""
    return sum(line.home for line in document.lines if line.side is Side.DR)


Move = tuple[str, State | None, State, str]
"""Document id, state before, state after, result."""


def moves_along(
    document: str, before: State | None, steps: Iterable[State], result: str = ""
) -> list[Move]:
    """One move per step, each from where the one before ended."""
    moves: list[Move] = []
    for after in steps:
        moves.append((document, before, after, result))
        before = after
    return moves


def move(connection: Connection, moves: Sequence[Move], at: datetime) -> None:
    """Append transitions, each allowed by the table, and hold the new states ready.

    Raises:
        ProgrammerError: a crossing does not stand where its move begins; nothing is moved.
    """
    if not moves:
        return
    _append_transitions(connection, moves, at)
    moved = connection.exec_driver_sql(
        "UPDATE crossing_state SET state = ? WHERE document = ? AND state = ?",
        [(after.value, document, before.value if before else "") for document, before, after, _ in moves],
    )
    if moved.rowcount != len(moves):
        raise ProgrammerError(f"{moved.rowcount} of {len(moves)} crossings stand where their moves begin")


def _append_transitions(connection: Connection, moves: Sequence[Move], at: datetime) -> None:
    previous = connection.exec_driver_sql(
        "SELECT hash FROM transition ORDER BY n DESC LIMIT 1"
    ).scalar_one_or_none()
    chained = previous or GENESIS
    rows = []
    for document, before, after, result in moves:
        transition = Transition(
            document=DocumentId(document),
            before=before,
            after=after,
            at=at,
            result=result,
            previous_hash=chained,
        )
        chained = transition.hash
        rows.append(
            (
                document,
                before.value if before else "",
                after.value,
                at.isoformat(),
                result,
                transition.previous_hash,
                chained,
            )
        )
    connection.exec_driver_sql(insert_sql(TRANSITION), rows)


def states_of(connection: Connection, documents: Sequence[str]) -> dict[DocumentId, State]:
    """The present state of each crossing that exists."""
    found: dict[DocumentId, State] = {}
    for start in range(0, len(documents), 500):
        some = documents[start : start + 500]
        marks = ",".join("?" * len(some))
        rows = connection.exec_driver_sql(
            f"SELECT document, state FROM crossing_state WHERE document IN ({marks})", tuple(some)
        )
        found.update({DocumentId(document): State(state) for document, state in rows})
    return found


def orders_in(connection: Connection, documents: Sequence[str]) -> dict[str, set[str]]:
    """The orders that the facts of each document name; a document without any is left out."""
    found: dict[str, set[str]] = {}
    for start in range(0, len(documents), 500):
        some = documents[start : start + 500]
        rows = connection.exec_driver_sql(
            "SELECT d.id, r.raw FROM document d JOIN document_entry m ON m.document = d.seq "
            "JOIN entry n ON n.seq = m.entry JOIN event e ON e.id = n.event JOIN record r ON r.seq = e.seq "
            f"WHERE d.id IN ({','.join('?' * len(some))})",
            tuple(some),
        )
        for document, raw in rows:
            if order := json.loads(raw).get("order"):
                found.setdefault(document, set()).add(order)
    return found


def need_states(connection: Connection, documents: Sequence[str]) -> dict[DocumentId, State]:
    """The states of needed documents, as those see them that wait for them.

    A product that a person gave up stops nobody: by what finance has set since, a form may name it no
    more. Whether it still does is seen when it is put in QuickBooks' form, and then it is refused itself.
    """
    found = states_of(connection, documents)
    given_up = [key for key, state in found.items() if state is State.WRITTEN_OFF]
    for start in range(0, len(given_up), 500):
        some = given_up[start : start + 500]
        marks = ",".join("?" * len(some))
        products = connection.exec_driver_sql(
            f"SELECT id FROM document WHERE type = 'Item' AND id IN ({marks})", tuple(some)
        )
        found.update({DocumentId(key): State.CONFIRMED for (key,) in products})
    return found


def documents_by_id(connection: Connection, ids: Sequence[str]) -> dict[DocumentId, Document]:
    """Sealed documents by id."""
    found: dict[DocumentId, Document] = {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        marks = ",".join("?" * len(some))
        for row in connection.exec_driver_sql(f"SELECT * FROM document WHERE id IN ({marks})", tuple(some)):
            found[DocumentId(row.id)] = document_of(row)
    return {key: redated(document, to) for key, document, to in _with_redatings(connection, found)}


def _with_redatings(
    connection: Connection, documents: Mapping[DocumentId, Document]
) -> list[tuple[DocumentId, Document, Redating | None]]:
    known = redatings(connection, list(documents)) if documents else {}
    return [(key, document, known.get(key)) for key, document in documents.items()]


def redatings(connection: Connection, documents: Sequence[str] | None = None) -> dict[str, Redating]:
    """The latest redating of each document that has one; of these documents, or of all."""
    if connection.exec_driver_sql("SELECT 1 FROM redating LIMIT 1").first() is None:
        return {}
    sql = "SELECT document, day, type FROM redating {} ORDER BY n"
    if documents is None:
        rows = connection.exec_driver_sql(sql.format("")).all()
    else:
        marks = "WHERE document IN (SELECT value FROM json_each(?))"
        rows = connection.exec_driver_sql(sql.format(marks), (json.dumps(list(documents)),)).all()
    return {row.document: Redating(day=date.fromisoformat(row.day), type=row.type) for row in rows}


def keep_redating(connection: Connection, key: str, to: Redating, why: str, at: datetime) -> None:
    """Append the day and type a sealed document crosses with; what was sealed stays as it is."""
    connection.exec_driver_sql(
        insert_sql(REDATING), (key, to.day.isoformat(), to.type, at.isoformat(), why)
    )


def links_to(connection: Connection, key: DocumentId) -> list[Link]:
    """What settles a document or will: the links to it of every document not refused or given up."""
    rows = connection.exec_driver_sql(
        "SELECT d.* FROM document_need n JOIN document d ON d.id = n.document "
        "JOIN crossing_state s ON s.document = d.id "
        "WHERE n.needs = ? AND s.state NOT IN ('refused', 'blocked', 'written_off', 'superseded')",
        (key,),
    )
    return [link for row in rows for link in document_of(row).links if link.document == key]


def next_sequences(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    """The sequence the next document of each key gets."""
    wanted = list(keys)
    found = dict.fromkeys(wanted, 0)
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        marks = ",".join("?" * len(some))
        rows = connection.exec_driver_sql(
            f"SELECT key, MAX(sequence) + 1 FROM document WHERE key IN ({marks}) GROUP BY key", tuple(some)
        )
        found.update({key: int(sequence) for key, sequence in rows})
    return found
