"""Explain: why a document looks as it does (its entries, rules and texts, line by line)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from tieout.connectors.quickbooks_online.form import Form, held_form, sent_form
from tieout.core.catalogue import problem
from tieout.core.crossing import State
from tieout.core.document import NAME_LISTS, Document
from tieout.core.entry import Entry, Line
from tieout.core.errors import TerminalError
from tieout.core.problem import Where
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.runtime.crossings import TracedDocument, documents_of
from tieout.runtime.master import stored_master
from tieout.runtime.subjects import Subject, subjects
from tieout.runtime.trace import TracedEvent, events_of, only, subject_events
from tieout.storage.documents import documents_by_id
from tieout.storage.entries import entries_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one entry gives to a line of its document, home minor units, debit above zero."""

    entry: str
    event: str
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedLine:
    """A line of a document with the entries it is the sum of."""

    line: Line
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedText:
    """A text QuickBooks could not take as it was: the full one beside the one that was sent."""

    field: str
    full: str
    sent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedDocument:
    """A document, what made it, and what was changed to make it fit.

    `sent` and `held` are its number and note as they left and as QuickBooks holds them, None where it was
    not sent yet. `rate_source` says who stated the rate of a document in another currency.
    """

    home_currency: str
    crossing: TracedDocument
    entries: tuple[Entry, ...]
    lines: tuple[ExplainedLine, ...]
    texts: tuple[FittedText, ...]
    events: tuple[TracedEvent, ...]
    sent: Form | None = None
    held: Form | None = None
    rate_source: str = ""


@act("explain")
def explain_document(company: Company, text: str) -> ExplainedDocument:
    """Why a document looks as it does.

    Raises:
        TerminalError: nothing, or more than one document, is meant by the text.
    """
    with company.database.read() as connection:
        key = document_meant(connection, text)
        crossing = next(one for one in documents_of(connection, [key]) if one.document.id == key)
        events = events_of(connection, subject_events(connection, Subject("document", key, document=key)))
        entries = _members(connection, crossing)
        sent, held = _forms(connection, key)
        return ExplainedDocument(
            home_currency=company.settings.home_currency,
            crossing=crossing,
            entries=tuple(entries),
            lines=tuple(_lines(crossing.document, entries)),
            texts=tuple(_texts(connection, crossing.document, entries)),
            events=tuple(events),
            sent=sent,
            held=held,
            rate_source=_rate_source(company, crossing.document, entries, events),
        )


def _forms(connection: Connection, document: str) -> tuple[Form | None, Form | None]:
    """Number and note in the last batch the document travelled in, and in the last answer of QuickBooks."""
    batch = connection.exec_driver_sql(
        "SELECT b.body, i.item FROM batch_item i JOIN batch b ON b.id = i.batch WHERE i.document = ? "
        "ORDER BY i.n DESC LIMIT 1",
        (document,),
    ).first()
    answer = connection.exec_driver_sql(
        "SELECT raw FROM answer WHERE document = ? ORDER BY n DESC LIMIT 1", (document,)
    ).first()
    return (
        sent_form(bytes(batch.body), batch.item) if batch else None,
        held_form(answer.raw) if answer else None,
    )


def _rate_source(
    company: Company, document: Document, entries: Sequence[Entry], events: Sequence[TracedEvent]
) -> str:
    """Who stated the rate of a document in another currency: its own facts, else the table of rates."""
    if not document.rate:
        return ""
    for event in events:
        if event.raw.get("rate"):
            return f"{event.kind} {event.external_id}"
    known = stored_master(company).rate(document.currency, entries[0].day if entries else document.day)
    return known[1] if known and str(known[0]) == document.rate else ""


def document_meant(connection: Connection, text: str) -> str:
    """The one document meant: by its id, its QuickBooks id, its number, or an event that made it.

    Raises:
        TerminalError: none, or more than one, is meant by the text.
    """
    found = subjects(connection, text)
    meant = [one for one in found if one.document]
    if not meant:
        meant = [
            Subject("document", key, document=key)
            for key in _documents_of(connection, [event for one in found for event in one.events], text)
        ]
    if not meant:
        code = "document_not_sealed" if found else "subject_unknown"
        why = "its entries wait for the day to end, are held, or it posts nothing"
        raise TerminalError(problem(code, Where(subject=text), subject=text, why=why))
    return only(text, meant).document


def _documents_of(connection: Connection, events: Sequence[str], text: str) -> list[str]:
    """Documents of the entries of these events.

    Those that bear the text as their number come alone, then the one that is no journal: a sale is
    asked for by the receipt it stands in rather than by the journal of its cost. What was superseded is
    meant only where nothing else is.
    """
    rows = connection.exec_driver_sql(
        "SELECT d.id, d.type, json_extract(d.payload, '$.number') AS number, s.state FROM entry e "
        "JOIN document_entry m ON m.entry = e.seq JOIN document d ON d.seq = m.document "
        "JOIN crossing_state s ON s.document = d.id "
        "WHERE e.event IN (SELECT value FROM json_each(?)) "
        "GROUP BY d.seq, d.id, d.type, d.payload, s.state ORDER BY d.seq",
        (json.dumps(list(events)),),
    ).all()
    rows = [row for row in rows if row.state != State.SUPERSEDED.value] or rows
    named = [row.id for row in rows if row.number == text]
    forms = [row.id for row in rows if row.type != "JournalEntry"]
    return named or forms or [row.id for row in rows]


def _members(connection: Connection, crossing: TracedDocument) -> list[Entry]:
    wanted = json.dumps(list(crossing.entries))
    return [
        entry for _, entry in entries_of(connection, "e.id IN (SELECT value FROM json_each(?))", wanted)
    ]


def _lines(document: Document, entries: Sequence[Entry]) -> Iterator[ExplainedLine]:
    """Each line with its shares: a sealed set is summed per account, side and party."""
    alone = entries[0] if entries and not entries[0].group else None
    for place, line in enumerate(document.lines):
        if alone and place < len(alone.lines):
            shares = [Share(entry=alone.id, event=alone.event, minor=alone.lines[place].signed_home)]
        else:
            shares = [
                Share(entry=entry.id, event=entry.event, minor=part.signed_home)
                for entry in (() if alone else entries)
                for part in entry.lines
                if (part.account, part.side) == (line.account, line.side) and line.party in {"", part.party}
            ]
        yield ExplainedLine(line=line, shares=tuple(shares))


def _texts(connection: Connection, document: Document, entries: Sequence[Entry]) -> Iterator[FittedText]:
    """Every text that was changed to fit, of the document and of the records it refers to."""
    if len(entries) == 1 and not entries[0].group:
        entry = entries[0]
        pairs = [("number", entry.number, document.number), ("memo", entry.memo, document.memo)]
        pairs += [
            (f"line {place} text", full.text, sent.text)
            for place, (full, sent) in enumerate(zip(entry.lines, document.lines, strict=False), start=1)
        ]
        for field, full_text, sent_text in pairs:
            if full_text != sent_text:
                yield FittedText(field=field, full=full_text, sent=sent_text)
    for need in (document, *documents_by_id(connection, list(document.needs)).values()):
        if need.type in NAME_LISTS:
            fields = dict(need.fields)
            full_name, name = fields.get("FullName", ""), fields.get("DisplayName", "")
            if full_name and full_name != name:
                yield FittedText(field=f"{need.type} {need.party}", full=full_name, sent=name)
