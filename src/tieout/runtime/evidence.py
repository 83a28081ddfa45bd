"""Evidence: what a document was made of, as a text an auditor reads, hung on it in QuickBooks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from tieout.connectors.quickbooks_online.target import QuickBooksOnline
from tieout.core.catalogue import problem
from tieout.core.crosswalk import Outside
from tieout.core.document import NAME_LISTS, Document
from tieout.core.entry import Entry
from tieout.core.errors import TerminalError
from tieout.core.ids import DocumentId, content_hash
from tieout.core.money import decimal_text
from tieout.core.problem import Where
from tieout.cycle.reversed_stock import OF_DOCUMENT
from tieout.runtime.company import Company
from tieout.runtime.explain import document_meant
from tieout.storage.documents import documents_by_id
from tieout.storage.entries import entries_of
from tieout.storage.settings import audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A document, its evidence's file name, and the file's id in QuickBooks."""

    document: Document
    name: str
    id: str


def attach_evidence(
    company: Company, books: QuickBooksOnline, text: str, who: str, now: datetime
) -> Attached:
    """Hang the evidence of the document a text means on it; again is a no-op with the same answer.

    Raises:
        TerminalError: no document or several are meant, or QuickBooks does not hold it.
    """
    with company.database.read() as connection:
        key = DocumentId(document_meant(connection, text))
        document = documents_by_id(connection, [key])[key]
        held = _held(connection, document)
        content = evidence(connection, company.name, document).encode("utf-8")
    name = f"tieout {document.number or document.id}.txt".replace("/", "-").replace('"', "'")
    id_ = books.attach(held, name, content)
    with company.database.write() as connection:
        audit(
            connection,
            who=who,
            act="evidence attached",
            subject=document.id,
            before="",
            after=f"Attachable {id_}, {name}, sha256 {content_hash(content)}",
            at=now,
        )
    return Attached(document=document, name=name, id=id_)


def _held(connection: Connection, document: Document) -> Outside:
    row = connection.exec_driver_sql(
        "SELECT outside_id, sync_token, type FROM outside WHERE document = ? ORDER BY n DESC LIMIT 1",
        (document.id,),
    ).one_or_none()
    if row is None or document.type in NAME_LISTS:
        where = Where(subject=document.id)
        named = f"{document.type} {document.number or document.id}"
        raise TerminalError(problem("evidence_unplaced", where, document=named))
    return Outside(row.outside_id, row.sync_token, row.type)


def evidence(connection: Connection, company: str, document: Document) -> str:
    """The document, its entries with the rules and lines, and the records of its events word for word."""
    entries = [entry for _, entry in entries_of(connection, OF_DOCUMENT, document.id)]
    parts = [
        f"Evidence of {document.type} {document.number}".rstrip(),
        f"company {company}, document {document.id}, day {document.day}, {document.currency}",
        "",
        *(line for entry in entries for line in _entry(entry)),
        *_records(connection, list(dict.fromkeys(entry.event for entry in entries))),
    ]
    return "\n".join(parts) + "\n"


def _entry(entry: Entry) -> Iterator[str]:
    yield f"Entry {entry.id} of {entry.day}, by the rule: {entry.rule}"
    for line in entry.lines:
        text = f"  {line.text}" if line.text else ""
        yield f"  {line.side.value}  {line.account}  {decimal_text(line.minor, entry.currency)}{text}"
    yield ""


def _records(connection: Connection, events: list[str]) -> Iterator[str]:
    rows = connection.exec_driver_sql(
        "SELECT e.id, e.kind, e.source, e.external_id, e.revision, e.hash, f.file, r.line, r.raw "
        "FROM event e JOIN record r ON r.seq = e.seq JOIN loaded_file f ON f.n = r.file "
        "WHERE e.id IN (SELECT value FROM json_each(?)) ORDER BY e.seq",
        (json.dumps(events),),
    )
    for row in rows:
        yield f"Record {row.kind} {row.external_id} of {row.source}, revision {row.revision}"
        yield f"  event {row.id}, from {row.file} line {row.line}, content {row.hash}"
        yield f"  {row.raw}"
        yield ""
