"""Reverse: a document QuickBooks holds, taken back by another, by an approved act (accounting.md 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from tieout.core.account import PINNED
from tieout.core.catalogue import problem
from tieout.core.crossing import State
from tieout.core.document import NAME_LISTS, Document
from tieout.core.entry import Entry
from tieout.core.errors import TerminalError
from tieout.core.ids import DocumentId
from tieout.core.problem import Where
from tieout.cycle.read_back import read_back
from tieout.cycle.reversal import ReversalAct, follow, reverse, still_open
from tieout.cycle.reversed_sale import takes_back_sale
from tieout.cycle.work import CycleWork
from tieout.posting.rulebook import load_rulebook
from tieout.runtime.access import act
from tieout.runtime.company import Company, writing
from tieout.runtime.duties import keep_apart
from tieout.runtime.explain import document_meant
from tieout.storage.cases import open_cases_of, resolve_cases
from tieout.storage.documents import documents_by_id, move, states_of
from tieout.storage.entries import entries_of
from tieout.storage.settings import audit
from tieout.storage.tables import REVERSAL, insert_sql

ENTRIES_OF_DOCUMENT = (
    "e.seq IN (SELECT m.entry FROM document_entry m JOIN document d ON d.seq = m.document WHERE d.id = ?)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversed:
    """A document taken back: by entries of this type, dated so, settling `linked` of it.

    `waiting` is the cost of its goods that waits for an invoice again, in home minor units; `stock` what
    accounts of stock move by while the lots stay.
    """

    document: Document
    entries: tuple[Entry, ...]
    linked: int
    waiting: int = 0

    @property
    def stock(self) -> dict[str, int]:
        """Account role of stock to home minor units, debit above zero; empty = no lot stands on it."""
        moved: dict[str, int] = {}
        for line in (line for entry in self.entries for line in entry.lines):
            if line.account.role in PINNED - {"grni"}:
                moved[line.account.role] = moved.get(line.account.role, 0) + line.signed_home
        return {role: minor for role, minor in moved.items() if minor}


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
        entries = [entry for _, entry in entries_of(connection, ENTRIES_OF_DOCUMENT, key)]
        _check(connection, document, entries)
        keep_apart(connection, "reverse", who, document.id)
        closed = settings.closed_through
        act = ReversalAct(document, still_open(connection, document), closed)
        backs = reverse(connection, entries, act, settings.home_currency, company.name)
        work = CycleWork(company.name, settings.home_currency, load_rulebook(), settings.policy)
        after = follow(connection, entries, backs, work, document, now)
        _keep(connection, act, who, why, now)
        return Reversed(document=document, entries=tuple(backs), linked=act.linked, waiting=_waiting(after))


def _waiting(after: Sequence[Entry]) -> int:
    """What of the cost of goods sold waits for its invoice again, in home minor units."""
    lines = (line for entry in after if entry.is_reversal for line in entry.lines)
    return sum(line.signed_home for line in lines if line.account.role == "shipped_not_invoiced")


def _check(connection: Connection, document: Document, entries: list[Entry]) -> None:
    """Refuse what cannot be taken back, with what to do instead."""
    state = states_of(connection, [document.id])[document.id]
    named = f"{document.type} {document.number or document.id}"
    where = Where(subject=document.id)
    if state is State.REVERSED:
        at, by = connection.exec_driver_sql(
            "SELECT at, who FROM reversal WHERE document = ?", (document.id,)
        ).one()
        raise TerminalError(problem("reversed_before", where, document=named, who=by, at=at[:10]))
    if read_back(connection, entries):
        raise TerminalError(problem("entered_in_quickbooks", where, document=named))
    if document.type in NAME_LISTS or not entries:
        raise TerminalError(problem("posts_nothing", where, document=named))
    if any(takes_back_sale(entry) for entry in entries):
        raise TerminalError(problem("sale_taken_back_before", where, document=named))
    if state is not State.CONFIRMED:
        raise TerminalError(problem("not_held_yet", where, document=named, state=state.value))
    undone = connection.exec_driver_sql(
        "SELECT COUNT(*) FROM cycle WHERE id NOT IN (SELECT cycle FROM cycle_mark WHERE done = 1)"
    )
    if undone.scalar_one():
        raise TerminalError(problem("costing_unfinished", where, document=named))


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
