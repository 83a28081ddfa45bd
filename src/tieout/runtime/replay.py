"""Replay: a company's books made anew from its records, in a scratch file, as they were made then.

Every costing cycle is worked again with its own watermark, releases and closed period; every sealed
document is made again of the entries that stand in it. What QuickBooks was like at the time (its
closing date, the signs it takes) is read off the document itself, because nothing else keeps it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import Connection

from tieout import flow
from tieout.core.capabilities import Capabilities
from tieout.core.crosswalk import item_document
from tieout.core.document import NON_POSTING, Document
from tieout.core.entry import Entry
from tieout.core.event import event_of
from tieout.core.period import Periods
from tieout.cycle.load import event_row
from tieout.cycle.reversal import follow, reverse
from tieout.cycle.reversed_stock import OF_DOCUMENT
from tieout.cycle.seal import placed, treated
from tieout.cycle.work import CycleWork
from tieout.posting.rulebook import load_rulebook
from tieout.posting.sealing import is_link, sealed
from tieout.posting.tenders import with_tenders_apart
from tieout.posting.totals import CHOICES, as_it_stands, is_zero_sale
from tieout.runtime.company import Company
from tieout.runtime.reversal import stored_act
from tieout.storage.database import Database
from tieout.storage.documents import documents_by_id, payload_of
from tieout.storage.entries import entries_of
from tieout.storage.events import EventRow, append_events, release
from tieout.storage.matches import tolerances_of
from tieout.storage.tables import DOCUMENT, DOCUMENT_ENTRY, LOADED_FILE, insert_sql

LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The instant of every act of a replay: times are no part of what is compared."""

AT_ONCE: Final = 1000
Tick = Callable[[int], None]


@contextmanager
def replayed(company: Company, live: Connection, tick: Tick = lambda _count: None) -> Iterator[Connection]:
    """The books made anew, to be read while the scratch file exists."""
    with TemporaryDirectory(prefix="tieout-verify-") as folder:
        scratch = Database(Path(folder) / "books.sqlite")
        try:
            _copy_files(live, scratch)
            _cycles(company, live, scratch, tick)
            _documents(company, live, scratch)
            with scratch.read() as connection:
                yield connection
        finally:
            scratch.close()


Change = Callable[[dict[str, Any]], dict[str, Any]]
"""What becomes of a record before it is worked again."""


@contextmanager
def reworked(company: Company, live: Connection, change: Change) -> Iterator[Connection]:
    """What costing and posting would have made of other records, to be read while the scratch file exists.

    The same cycles, each with what had been accepted by then; no documents.
    """
    with TemporaryDirectory(prefix="tieout-rework-") as folder:
        scratch = Database(Path(folder) / "books.sqlite")
        try:
            _copy_files(live, scratch)
            _cycles(company, live, scratch, lambda _count: None, change)
            with scratch.read() as connection:
                yield connection
        finally:
            scratch.close()


def _copy_files(live: Connection, scratch: Database) -> None:
    rows = live.exec_driver_sql("SELECT * FROM loaded_file ORDER BY n").all()
    if rows:
        with scratch.write() as connection:
            connection.exec_driver_sql(insert_sql(LOADED_FILE, serial=True), [tuple(row) for row in rows])


def _cycles(
    company: Company, live: Connection, scratch: Database, tick: Tick, change: Change | None = None
) -> None:
    """Every cycle in turn, each seeing only what had been accepted by then.

    Where records are changed, nothing is taken back that persons took back: it may be otherwise now.
    """
    rulebook, settings = load_rulebook(), company.settings
    accepted = 0
    for cycle in live.exec_driver_sql("SELECT id, watermark, closed_through FROM cycle ORDER BY id").all():
        _accept(company.name, live, scratch, accepted, cycle.watermark, change)
        accepted = cycle.watermark
        _release(live, scratch, cycle.id)
        closed = date.fromisoformat(cycle.closed_through) if cycle.closed_through else None
        tolerances = tolerances_of(live, cycle.id, settings.policy.tolerances)
        policy = replace(settings.policy, periods=Periods(closed), tolerances=tolerances)
        flow.cost_and_post(scratch, company.name, settings.home_currency, rulebook, policy, LONG_AGO, tick)
        work = CycleWork(company.name, settings.home_currency, rulebook, policy)
        if change is None:
            _reversals(live, scratch, cycle.id, work)
    _accept(company.name, live, scratch, accepted, -1, change)


def _reversals(live: Connection, scratch: Database, cycle: int, work: CycleWork) -> None:
    """What persons took back after a cycle and before the next one."""
    acts = live.exec_driver_sql(
        "SELECT document, linked, closed_through FROM reversal WHERE cycle = ? ORDER BY n", (cycle,)
    ).all()
    for act in acts:
        document = documents_by_id(live, [act.document])[act.document]
        ids = [entry.id for _, entry in entries_of(live, OF_DOCUMENT, act.document)]
        with scratch.write() as connection:
            entries = [entry for _, entry in _entries(connection, ids)]
            decided = stored_act(document, int(act.linked), act.closed_through)
            backs = reverse(connection, entries, decided, work.home_currency, work.company)
            work.policy = replace(work.policy, periods=Periods(decided.closed_through))
            follow(connection, entries, backs, work, document, LONG_AGO)


def _accept(
    company: str,
    live: Connection,
    scratch: Database,
    after: int,
    watermark: int,
    change: Change | None = None,
) -> None:
    """The events accepted between two numbers, made of their records; −1 = all that are left."""
    records = live.exec_driver_sql(
        "SELECT r.seq, r.file, r.line, r.raw, e.revision FROM record r JOIN event e ON e.seq = r.seq "
        "WHERE r.seq > ? AND (r.seq <= ? OR ? < 0) ORDER BY r.seq",
        (after, watermark, watermark),
    )
    for file, rows in groupby(records, key=lambda row: int(row.file)):
        for some in _chunks(_event(company, row, change) for row in rows):
            with scratch.write() as connection:
                append_events(connection, file, some)


def _event(company: str, row: Any, change: Change | None) -> EventRow:
    plain = json.loads(row.raw)
    if change is None:
        return event_row(company, row.seq, row.revision, row.line, event_of(plain), row.raw)
    changed = change(plain)
    return event_row(company, row.seq, row.revision, row.line, event_of(changed), json.dumps(changed))


def _chunks(rows: Iterator[EventRow]) -> Iterator[list[EventRow]]:
    chunk: list[EventRow] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _release(live: Connection, scratch: Database, cycle: int) -> None:
    events = live.exec_driver_sql("SELECT event FROM cycle_release WHERE cycle = ? ORDER BY n", (cycle,))
    with scratch.write() as connection:
        release(connection, [int(event) for (event,) in events], LONG_AGO, "replay")


def _documents(company: Company, live: Connection, scratch: Database) -> None:
    """Every sealed document of the entries that stand in it; records and orders as they were stated."""
    stored = {row.id: row for row in live.exec_driver_sql("SELECT * FROM document ORDER BY seq")}
    number = {row.id: row.seq for row in stored.values()}
    with scratch.write() as connection:
        made = _made(company, live, connection, stored, number)
        made += [tuple(row) for row in stored.values() if row.type in NON_POSTING]
        if made:
            connection.exec_driver_sql(insert_sql(DOCUMENT, serial=True), made)


def _made(
    company: Company,
    live: Connection,
    scratch: Connection,
    stored: Mapping[str, Any],
    number: dict[str, int],
) -> list[tuple[Any, ...]]:
    """Rows of the documents made of replayed entries, and the payments that link them."""
    made: list[tuple[Any, ...]] = []
    for seq, sequence, entry_ids in _members(live):
        entries = _entries(scratch, entry_ids)
        if not entries:
            continue
        scratch.exec_driver_sql(insert_sql(DOCUMENT_ENTRY), [(entry, seq) for entry, _ in entries])
        members = [entry for _, entry in entries]
        documents = sealed(company.name, members, sequence, company.settings.home_currency)
        for document in _treated_as_then(company, documents, stored):
            if is_link(document) and document.id not in stored:
                continue  # finance wanted none when it was sealed
            place = number.setdefault(document.id, len(number) + 1)
            made.append(_row(place, _as_then(company.name, document, stored.get(document.id))))
    return made


def _treated_as_then(
    company: Company, documents: list[Document], stored: Mapping[str, Any]
) -> list[Document]:
    """A sale of nothing, and tenders, as finance wanted them then, which is read off what was sealed."""
    kept = stored.get(documents[0].id)
    if kept is None:
        return documents
    ways = [documents]
    if is_zero_sale(documents):
        home = company.settings.home_currency
        ways += [treated(company.name, documents, zero, home) for zero in CHOICES]
    ways.append(with_tenders_apart(company.name, documents))
    for made in ways:
        if payload_of(_as_then(company.name, made[0], kept)) == kept.payload:
            return made
    return documents


def _members(live: Connection) -> list[tuple[int, int, list[str]]]:
    """(number, sequence, entry ids) of every document that has entries."""
    rows = live.exec_driver_sql(
        "SELECT d.seq, d.sequence, e.id FROM document_entry m JOIN document d ON d.seq = m.document "
        "JOIN entry e ON e.seq = m.entry ORDER BY d.seq, e.seq"
    )
    return [
        (*key, [row.id for row in group])
        for key, group in groupby(rows, key=lambda row: (row.seq, row.sequence))
    ]


def _entries(scratch: Connection, ids: Sequence[str]) -> list[tuple[int, Entry]]:
    found: list[tuple[int, Entry]] = []
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        found += entries_of(scratch, f"e.id IN ({','.join('?' * len(some))})", *some)
    return sorted(found, key=lambda numbered: numbered[0])


def _as_then(company: str, document: Document, stored: Any) -> Document:
    """The document in the texts and on the day it was sealed in, where that is how it was done then."""
    if stored is None:
        return document
    day = date.fromisoformat(stored.day)
    closed = day - timedelta(days=1) if day > document.day else None
    taxes = {
        item_document(company, line.account) for line in document.lines if line.account.role == "sales_tax"
    }
    stated = replace(document, needs=tuple(need for need in document.needs if need not in taxes))
    fits = [
        placed(one, Capabilities(closed_through=closed, latin1_only=latin1))
        for latin1 in (True, False)
        for one in (document, stated, as_it_stands(document))
    ]
    return next((fit for fit in fits if payload_of(fit) == stored.payload), fits[0])


def _row(number: int, document: Document) -> tuple[Any, ...]:
    day, payload = document.day.isoformat(), payload_of(document)
    return (number, document.id, document.type, document.key, document.sequence, day, payload)
