"""Crossings: a document as it was sealed, every step it took over the boundary, and what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from tieout.core.crossing import MOVES, State
from tieout.core.document import Document
from tieout.storage.answers import outside_of
from tieout.storage.documents import documents_by_id


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedTransition:
    """One step: when, from where to where, why such a step may be, and its own result."""

    at: str
    before: str
    after: str
    reason: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedRequest:
    """A batch the document travelled in: QuickBooks knows it by `request_id`, the document by `item`."""

    batch: str
    request_id: str
    item: str
    attempts: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedDocument:
    """A sealed document with its crossing; `entries` are the ids of all that stand in it."""

    document: Document
    entries: tuple[str, ...]
    state: str
    transitions: tuple[TracedTransition, ...]
    requests: tuple[TracedRequest, ...]
    outside_type: str
    outside_id: str


def documents_of(connection: Connection, ids: Sequence[str]) -> list[TracedDocument]:
    """These documents and the payments that only link them, each with its crossing."""
    known = documents_by_id(connection, [*ids, *_links(connection, ids)])
    outside = outside_of(connection, list(known))
    found = []
    for key, document in known.items():
        transitions = _transitions(connection, key)
        there = outside.get(key)
        found.append(
            TracedDocument(
                document=document,
                entries=_members(connection, key),
                state=transitions[-1].after if transitions else "",
                transitions=transitions,
                requests=_requests(connection, key),
                outside_type=there.type if there else "",
                outside_id=there.id if there else "",
            )
        )
    return sorted(found, key=lambda one: (one.document.day, one.document.key, one.document.sequence))


def _links(connection: Connection, ids: Sequence[str]) -> list[str]:
    found = []
    for document in ids:
        rows = connection.exec_driver_sql(
            "SELECT l.id FROM document d JOIN document l ON l.key IN "
            "('link:' || d.key, 'penny:' || d.key, 'link:penny:' || d.key) "
            "AND l.sequence = d.sequence WHERE d.id = ?",
            (document,),
        )
        found += [id_ for (id_,) in rows]
    return found


def _members(connection: Connection, document: str) -> tuple[str, ...]:
    rows = connection.exec_driver_sql(
        "SELECT e.id FROM document d JOIN document_entry m ON m.document = d.seq "
        "JOIN entry e ON e.seq = m.entry WHERE d.id = ? ORDER BY e.seq",
        (document,),
    )
    return tuple(id_ for (id_,) in rows)


def _transitions(connection: Connection, document: str) -> tuple[TracedTransition, ...]:
    rows = connection.exec_driver_sql("SELECT * FROM transition WHERE document = ? ORDER BY n", (document,))
    return tuple(
        TracedTransition(
            at=row.at,
            before=row.before,
            after=row.after,
            reason=MOVES.get((State(row.before) if row.before else None, State(row.after)), ""),
            result=row.result,
        )
        for row in rows
    )


def _requests(connection: Connection, document: str) -> tuple[TracedRequest, ...]:
    rows = connection.exec_driver_sql(
        "SELECT b.id, b.request_id, i.item FROM batch_item i JOIN batch b ON b.id = i.batch "
        "WHERE i.document = ? ORDER BY i.n",
        (document,),
    ).all()
    return tuple(
        TracedRequest(
            batch=row.id,
            request_id=row.request_id,
            item=row.item,
            attempts=_column(connection, "SELECT at FROM attempt WHERE batch = ? ORDER BY n", row.id),
            answers=_column(
                connection,
                "SELECT raw FROM answer WHERE batch = ? AND document = ? ORDER BY n",
                row.id,
                document,
            ),
        )
        for row in rows
    )


def _column(connection: Connection, sql: str, *values: str) -> tuple[str, ...]:
    return tuple(str(value) for (value,) in connection.exec_driver_sql(sql, values))
