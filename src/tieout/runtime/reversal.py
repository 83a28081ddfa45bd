"""Reverse: a document QuickBooks holds, taken back by another, by an approved act (accounting.md 7)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.crossing import State
from tieout.core.document import Document
from tieout.core.entry import Entry
from tieout.core.errors import TerminalError
from tieout.core.ids import DocumentId
from tieout.core.problem import Where
from tieout.cycle.reversal import ReversalAct, follow, reverse, still_open
from tieout.cycle.reversed_stock import OF_DOCUMENT, stock_moved, watch_reversed_stock
from tieout.cycle.tied_reversals import other_halves
from tieout.cycle.work import CycleWork
from tieout.gates.unmatched import CLOSED_WHEN_STATED, flagged_subjects
from tieout.posting.rulebook import load_rulebook
from tieout.runtime.access import act
from tieout.runtime.company import Company, writing
from tieout.runtime.duties import keep_apart
from tieout.runtime.explain import document_meant
from tieout.runtime.reversible import check_reversible
from tieout.runtime.subjects import subjects
from tieout.storage.cases import open_case_ids_about, open_cases_of, resolve_cases
from tieout.storage.documents import documents_by_id, move
from tieout.storage.entries import entries_of
from tieout.storage.revisions import event_by_id
from tieout.storage.settings import audit
from tieout.storage.tables import REVERSAL, insert_sql

LISTED: Final = 5
"""Facts of a document that are named; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversed:
    """A document taken back: by entries of this type, dated so, settling `linked` of it.

    `waiting` is the cost of its goods that waits for an invoice again, in home minor units; `stock` what
    accounts of stock move by while the lots stay, which is a case until that is set right. `standing` are
    documents that settle each other with it and stand, `tied` what ties its reversal to the reversals of
    others, in minor units of the document; `facts` are kind and id of what it held.
    """

    document: Document
    entries: tuple[Entry, ...]
    linked: int
    waiting: int = 0
    standing: tuple[Document, ...] = ()
    tied: int = 0
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def stock(self) -> dict[str, int]:
        """Account role of stock to home minor units, debit above zero; empty = no lot stands on it."""
        return stock_moved(self.entries)


@act("reverse")
def reverse_document(company: Company, text: str, why: str, who: str, now: datetime) -> Reversed:
    """Take back the document a text means, once; its reversal crosses with the next run.

    Entries, act, transition and audit row are one transaction: a crash leaves all of it or nothing.

    Raises:
        TerminalError: no document or several are meant, QuickBooks does not hold it, or it was
            taken back before.
    """
    with writing(company, "reverse", now) as company, company.database.write() as connection:
        settings = company.settings
        key = DocumentId(document_meant(connection, text))
        document = documents_by_id(connection, [key])[key]
        entries = [entry for _, entry in entries_of(connection, OF_DOCUMENT, key)]
        check_reversible(connection, document, entries)
        facts = _facts(connection, entries)
        _check_whole(connection, text, document, facts)
        keep_apart(connection, "reverse", who, document.id)
        closed = settings.closed_through
        act = ReversalAct(document, still_open(connection, document), closed)
        backs = reverse(connection, entries, act, settings.home_currency, company.name)
        work = CycleWork(company.name, settings.home_currency, load_rulebook(), settings.policy)
        after = follow(connection, entries, backs, work, document, now)
        _keep(connection, act, who, why, now)
        watch_reversed_stock(connection, settings.home_currency, now)
        _end_flagged(connection, facts, who, why, now)
        return Reversed(
            document=document,
            entries=tuple(backs),
            linked=act.linked,
            waiting=_waiting(after),
            standing=_standing(connection, entries, company.name),
            tied=sum(minor for back in backs for _, minor in back.links) - act.linked,
            facts=tuple((row.kind, row.external_id) for row in facts),
        )


def _facts(connection: Connection, entries: Sequence[Entry]) -> list[Any]:
    """The events whose entries stand in a document, as rows of the log."""
    return list(
        connection.exec_driver_sql(
            "SELECT id, kind, external_id FROM event "
            "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY seq",
            (json.dumps(sorted({entry.event for entry in entries})),),
        )
    )


def _check_whole(connection: Connection, text: str, document: Document, facts: Sequence[Any]) -> None:
    """Refuse to take back the facts of others that stand in one document with the one that is named."""
    found = subjects(connection, text)
    named = {event for one in found for event in one.events}
    others = [row for row in facts if row.id not in named]
    if any(one.document for one in found) or document.number == text or not others:
        return
    told = [f"{row.kind} {row.external_id}" for row in others]
    more = f" and {len(told) - LISTED} more" if len(told) > LISTED else ""
    raise TerminalError(
        problem(
            "document_of_many",
            Where(subject=text),
            subject=text,
            document=f"{document.type} of {document.day}",
            count=len(facts),
            others=f"{', '.join(told[:LISTED])}{more}",
            id=document.id,
        )
    )


def _standing(connection: Connection, entries: Sequence[Entry], company: str) -> tuple[Document, ...]:
    """Documents that settle each other with those of the entries, and are not taken back."""
    keys = [
        half.document
        for entry in entries
        for half in other_halves(connection, entry, company)
        if half.back is None
    ]
    known = documents_by_id(connection, keys)
    return tuple(known[key] for key in keys if key in known)


def _end_flagged(connection: Connection, facts: Sequence[Any], who: str, why: str, now: datetime) -> None:
    """End the cases of items of payouts that are taken back: nothing of them is on clearing any more."""
    events = (event_by_id(connection, row.id) for row in facts if row.kind == "payout_settled")
    about = [subject for event in events for subject in flagged_subjects(event)]
    gone = open_case_ids_about(connection, "costing", CLOSED_WHEN_STATED, about)
    resolve_cases(connection, gone, who, now, f"its payout is reversed: {why}")


def _waiting(after: Sequence[Entry]) -> int:
    """What of the cost of goods sold waits for its invoice again, in home minor units."""
    lines = (line for entry in after if entry.is_reversal for line in entry.lines)
    return sum(line.signed_home for line in lines if line.account.role == "shipped_not_invoiced")


def _keep(connection: Connection, act: ReversalAct, who: str, why: str, now: datetime) -> None:
    """The act itself, the move it makes, the cases it ends, and its line in the audit log."""
    key = act.document.id
    cycle = int(connection.exec_driver_sql("SELECT MAX(id) FROM cycle").scalar_one())
    closed = act.closed_through.isoformat() if act.closed_through else ""
    connection.exec_driver_sql(
        insert_sql(REVERSAL), (key, cycle, act.linked, closed, now.isoformat(), who, why)
    )
    move(connection, [(key, State.CONFIRMED, State.REVERSED, f"{who}: {why}")], now)
    open_ids = [case.id for case in open_cases_of(connection, subject=key)]
    resolve_cases(connection, open_ids, who, now, f"reversed: {why}")
    audit(
        connection,
        who=who,
        act="document reversed",
        subject=key,
        before=State.CONFIRMED.value,
        after=f"{State.REVERSED.value}: {why}",
        at=now,
    )


def stored_act(document: Document, linked: int, closed_through: str) -> ReversalAct:
    """An act as it was decided then."""
    return ReversalAct(document, linked, date.fromisoformat(closed_through) if closed_through else None)
