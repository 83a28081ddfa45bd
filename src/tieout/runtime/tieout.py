"""Tie-out of a company: its sealed documents against what QuickBooks holds."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection as Link

from tieout.core.account import OTHER_ACCOUNT
from tieout.core.closed_period import redated
from tieout.core.crossing import State
from tieout.core.document import DOCUMENT_TYPES, NON_POSTING
from tieout.core.home_cent import TAKEN_OVER
from tieout.core.ids import DocumentId
from tieout.core.mapping import Mapping
from tieout.core.money import decimal_text
from tieout.ports import Books
from tieout.reconcile.expected import (
    ExpectedDocument,
    ExpectedLine,
    HeldEntry,
    OurBooks,
    Window,
    expected_document,
    reconciled_accounts,
)
from tieout.reconcile.ledger import DocumentKey, QuickBooksBooks
from tieout.reconcile.problems import problems
from tieout.reconcile.report import as_json
from tieout.reconcile.tieout import tie_out
from tieout.reconcile.verdict import AccountRow, TieOut
from tieout.runtime.actor import clock
from tieout.runtime.company import Company, writing
from tieout.storage.cases import open_cases_of
from tieout.storage.documents import document_of, redatings
from tieout.storage.entries import entries_of
from tieout.storage.home_cents import home_cents, keep_home_cents
from tieout.storage.read_bills import documents_read
from tieout.storage.settings import audit, keep_setting, mapping_of, settings_of
from tieout.storage.sweeps import sent_in

__all__ = ["AccountRow", "TieOut", "as_json", "problems", "reconcile"]

YEARLY_TYPES = frozenset({"Income", "Other Income", "Cost of Goods Sold", "Expense", "Other Expense"})
OUR_TYPES = frozenset(DOCUMENT_TYPES) - NON_POSTING
MARGIN_DAYS = 366
"""How far beyond the window the ledger is read, so that a redated document is found."""
SEALED_THROUGH = "sealed_through"
"""The setting that keeps the last day a run sealed, whether a document bears it or not."""


def keep_sealed_through(company: Company, through: date) -> None:
    """Note the last day a run sealed; it never goes back."""
    with company.database.write() as connection:
        if through.isoformat() > _sealed_through(connection):
            keep_setting(connection, SEALED_THROUGH, json.dumps(through.isoformat()))


def first_and_last_sealed(connection: Link) -> tuple[date | None, date | None]:
    """The day of the first document, and the last one sealed: what others enter on a quiet day counts."""
    first, latest = connection.exec_driver_sql("SELECT MIN(day), MAX(day) FROM document").one()
    if first is None:
        return None, None
    return date.fromisoformat(first), date.fromisoformat(max(latest, _sealed_through(connection)))


def _sealed_through(connection: Link) -> str:
    return str(json.loads(settings_of(connection).get(SEALED_THROUGH, '""')))


def reconcile(company: Company, books: Books, through: date) -> TieOut:
    """Compare every mapped account from the company's start through a day.

    Cents of home amounts that QuickBooks' ledger confirms otherwise than computed are kept, so that they
    are expected from now on, and a change after that is a difference.
    """
    result = _compared(company, books, through)
    if result.confirmed:
        now = clock()
        with writing(company, "reconcile", now), company.database.write() as connection:
            keep_home_cents(connection, result.confirmed, now)
            for document in dict.fromkeys(one.document for one in result.confirmed):
                _noted(connection, result, document, now)
    return result


def _noted(connection: Link, result: TieOut, document: DocumentId, now: datetime) -> None:
    """The audit log has who took cents over, of what, and how many on which account."""
    cents = [one for one in result.confirmed if one.document == document]
    said = ", ".join(f"{one.account} {decimal_text(one.minor, result.currency)}" for one in cents)
    audit(
        connection, who="tieout", act=TAKEN_OVER, subject=document, before="as computed", after=said, at=now
    )


def _compared(company: Company, books: Books, through: date) -> TieOut:
    start = company.settings.start
    with company.database.read() as connection:
        first = connection.exec_driver_sql("SELECT MIN(day), MAX(day) FROM document").one()
        if first[0] and start < date.fromisoformat(first[0]):
            start = date.fromisoformat(first[0])
        through = max(through, start)
        window = Window(start - timedelta(days=1), through)
        mapping = mapping_of(connection)
        accounts = reconciled_accounts(mapping)
        opening = _opening(connection)
        last = through + timedelta(days=MARGIN_DAYS)
        return tie_out(
            accounts,
            window,
            OurBooks(
                opening=opening,
                documents=_documents(connection, mapping, accounts, company.settings.home_currency),
                held=_held(connection, mapping, accounts),
            ),
            QuickBooksBooks(
                opening=books.balances(window.baseline),
                closing=books.balances(through),
                lines=books.ledger(start - timedelta(days=MARGIN_DAYS), last),
                first=start - timedelta(days=MARGIN_DAYS),
                last=last,
                yearly=_yearly(mapping),
                year_start=books.capabilities().fiscal_year_start(through),
                known=_known(connection),
                marks=lambda keys: _marks(books, keys),
                as_sent=lambda key, document: _as_sent(connection, books, key, document),
            ),
            company.settings.home_currency,
        )


def _known(connection: Link) -> frozenset[DocumentKey]:
    rows = connection.exec_driver_sql("SELECT DISTINCT type, outside_id FROM outside")
    return frozenset((type_, id_) for type_, id_ in rows)


def _marks(books: Books, keys: Sequence[DocumentKey]) -> dict[DocumentKey, str]:
    """Our mark on each of these transactions that QuickBooks holds; others' types bear none."""
    by_type: dict[str, list[str]] = {}
    for type_, id_ in keys:
        if type_ in OUR_TYPES:
            by_type.setdefault(type_, []).append(id_)
    return {
        (type_, id_): mark
        for type_, ids in by_type.items()
        for id_, mark in books.marks(type_, ids).items()
    }


def _as_sent(connection: Link, books: Books, key: DocumentKey, document: DocumentId) -> bool:
    """Whether QuickBooks holds what we sent; of what was read there nothing was sent."""
    sent = sent_in(connection, document)
    return sent is not None and books.as_sent(*key, *sent)


def _opening(connection: Link) -> dict[str, int]:
    stored = settings_of(connection).get("opening_balances", "{}")
    return {account: int(minor) for account, minor in json.loads(stored).items()}


def _yearly(mapping: Mapping) -> frozenset[str]:
    return frozenset(
        account.outside_id for account in mapping.accounts.values() if account.type in YEARLY_TYPES
    )


def _documents(
    connection: Link, mapping: Mapping, accounts: Container[str], home_currency: str
) -> Iterator[ExpectedDocument]:
    rows = connection.exec_driver_sql(
        "SELECT d.id, d.type, d.key, d.sequence, d.day, d.payload, s.state, "
        "(SELECT o.outside_id FROM outside o WHERE o.document = d.id ORDER BY o.n DESC LIMIT 1) "
        "AS outside_id "
        "FROM document d JOIN crossing_state s ON s.document = d.id ORDER BY d.seq"
    )
    moved = redatings(connection)
    read = documents_read(connection)
    cents = home_cents(connection)
    cases = open_cases_of(connection, "delivery")
    held = {case.subject for case in cases if case.problem.code == "period_held"}
    for row in rows:
        if row.type not in NON_POSTING:
            yield expected_document(
                redated(document_of(row), moved.get(row.id)),
                State(row.state),
                mapping,
                home_currency=home_currency,
                outside_id=row.outside_id or "",
                compared=accounts,
                cents=cents.get(row.id, ()),
                held=row.id in held,
                read=row.id in read,
            )


def _held(connection: Link, mapping: Mapping, accounts: Container[str]) -> Iterator[HeldEntry]:
    for _, entry in entries_of(connection, "e.seq IN (SELECT entry FROM unsealed)"):
        lines = []
        for line in entry.lines:
            account = mapping.account(line.account)
            if line.account.role == OTHER_ACCOUNT and account and account.outside_id not in accounts:
                continue
            lines.append(
                ExpectedLine(line.account, account.outside_id if account else "", line.signed_home)
            )
        yield HeldEntry(entry=entry.id, day=entry.day, lines=tuple(lines))
