"""Export: the books of a company as QuickBooks should hold them, for any other reader.

Every sealed document that was not given up, from the opening balances on; so the export's trial
balance is what reconciliation expects of QuickBooks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, TextIO

from sqlalchemy import Connection

from tieout.core.account import AccountKey, parsed_key
from tieout.core.catalogue import problem
from tieout.core.closed_period import redated
from tieout.core.document import Document
from tieout.core.entry import Entry, Line, Side
from tieout.core.errors import TerminalError
from tieout.core.home_cent import HomeCent
from tieout.core.mapping import Mapping as AccountMapping
from tieout.export.books import (
    ChartAccount,
    ExportedBalance,
    ExportedBooks,
    ExportedLine,
    ExportedTransaction,
    opening_transaction,
    per_entry,
)
from tieout.export.formats import FORMATS
from tieout.export.formats import export as write
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.runtime.master import stored_master
from tieout.storage.documents import document_of, redatings
from tieout.storage.entries import entries_of
from tieout.storage.home_cents import home_cents
from tieout.storage.settings import mapping_of, settings_of

LATER: Final = frozenset({"xlsx"})
"""Formats that are planned and not written yet."""

UNMAPPED: Final = ChartAccount(id="not-mapped", name="Accounts Not Mapped", number="", type="Equity")
"""The opening balances of QuickBooks accounts that tieout does not know, as one."""


@act("export")
def export(company: Company, format_name: str, output: TextIO, *, by_entry: bool = False) -> int:
    """Write the books in a format; open `output` as UTF-8 with `newline=""`. The transactions written.

    Raises:
        TerminalError: there is no such format (yet).
    """
    if format_name not in FORMATS:
        code = "export_format_later" if format_name in LATER else "export_format_unknown"
        raise TerminalError(problem(code, format=format_name, known=", ".join(sorted(FORMATS))))
    count = 0

    def counted(transactions: Iterator[ExportedTransaction]) -> Iterator[ExportedTransaction]:
        nonlocal count
        for count, transaction in enumerate(transactions, start=1):  # noqa: B007 - kept for the result
            yield transaction

    with company.database.read() as connection:
        books = books_of(company, connection, by_entry=by_entry)
        write(replace(books, transactions=counted(iter(books.transactions))), format_name, output)
    return count


def books_of(company: Company, connection: Connection, *, by_entry: bool = False) -> ExportedBooks:
    """The books as values; the transactions are read while the connection is open."""
    mapping = mapping_of(connection)
    opening = opening_balances(connection, mapping)
    first, last = connection.exec_driver_sql(
        "SELECT MIN(day), MAX(day) FROM document WHERE type NOT IN ('Customer', 'Vendor', 'Item')"
    ).one()
    begin = company.settings.start - timedelta(days=1)
    opens = min(begin, date.fromisoformat(first)) if first else begin
    through = date.fromisoformat(last) if last else begin
    transactions = _transactions(company, connection, mapping, opening, opens, grouped=by_entry)
    return ExportedBooks(
        company=company.name,
        currency=company.settings.home_currency,
        opens=opens,
        accounts=tuple(chart(mapping, opening)),
        transactions=per_entry(transactions) if by_entry else transactions,
        balances=tuple(closing_balances(connection, mapping, opening, through)),
    )


def chart(mapping: AccountMapping, opening: Mapping[str, int]) -> Iterator[ChartAccount]:
    """The mapped QuickBooks accounts, each once, and one for what is not mapped where it is needed."""
    known = {account.outside_id: account for account in mapping.accounts.values()}
    for account in sorted(known.values(), key=lambda one: (one.number, one.name, one.outside_id)):
        yield ChartAccount(
            id=account.outside_id, name=account.name, number=account.number, type=account.type
        )
    if UNMAPPED.id in opening:
        yield UNMAPPED


def opening_balances(connection: Connection, mapping: AccountMapping) -> dict[str, int]:
    """Balances before the first day by QuickBooks account; those not mapped are one figure."""
    stored: Mapping[str, int] = json.loads(settings_of(connection).get("opening_balances", "{}"))
    known = {account.outside_id for account in mapping.accounts.values()}
    found = {account: int(minor) for account, minor in stored.items() if account in known}
    rest = -sum(found.values())
    return {**found, UNMAPPED.id: rest} if rest else found


def closing_balances(
    connection: Connection, mapping: AccountMapping, opening: Mapping[str, int], through: date
) -> Iterator[ExportedBalance]:
    """What each account comes to, from the entries: the reader checks the documents against it."""
    totals = dict(opening)
    rows = connection.exec_driver_sql(
        "SELECT l.account, SUM(CASE l.side WHEN 'Dr' THEN l.home ELSE -l.home END) AS minor "
        "FROM entry_line l JOIN document_entry m ON m.entry = l.entry "
        "JOIN document d ON d.seq = m.document JOIN crossing_state s ON s.document = d.id "
        "WHERE s.state NOT IN ('written_off', 'superseded') GROUP BY l.account ORDER BY l.account"
    )
    cents = connection.exec_driver_sql(
        "SELECT h.account, SUM(h.minor) AS minor FROM home_cent h JOIN crossing_state s "
        "ON s.document = h.document WHERE s.state NOT IN ('written_off', 'superseded') GROUP BY h.account"
    )
    for account, minor in [*rows, *cents]:
        outside = outside_account(mapping, parsed_key(account))
        totals[outside] = totals.get(outside, 0) + int(minor)
    for outside, minor in sorted(totals.items()):
        yield ExportedBalance(outside, through, minor)


def outside_account(mapping: AccountMapping, key: AccountKey) -> str:
    """The QuickBooks account a line stands in.

    Raises:
        TerminalError: the key is no longer mapped.
    """
    found = mapping.account(key)
    if found is None:
        raise TerminalError(problem("account_unmapped", account=key, count="its", entries="documents"))
    return found.outside_id


def _transactions(
    company: Company,
    connection: Connection,
    mapping: AccountMapping,
    opening: Mapping[str, int],
    opens: date,
    *,
    grouped: bool,
) -> Iterator[ExportedTransaction]:
    if any(opening.values()):
        yield opening_transaction(opens, opening)
    parties = stored_master(company).parties
    rows = connection.exec_driver_sql(
        "SELECT d.*, (SELECT o.outside_id FROM outside o WHERE o.document = d.id "
        "ORDER BY o.n DESC LIMIT 1) AS outside_id FROM document d "
        "JOIN crossing_state s ON s.document = d.id "
        "WHERE s.state NOT IN ('written_off', 'superseded') ORDER BY d.day, d.seq"
    ).all()
    moved, cents = redatings(connection), home_cents(connection)
    for row in rows:
        document = redated(document_of(row), moved.get(row.id))
        if document.lines:
            where = "e.seq IN (SELECT entry FROM document_entry WHERE document = ?)"
            entries = [entry for _, entry in entries_of(connection, where, row.seq)]
            party = parties.get(document.party)
            named = party.name if party else document.party
            made = _transaction(mapping, document, entries, grouped=grouped)
            taken_over = (_cent(mapping, one) for one in cents.get(document.id, ()))
            made = replace(made, lines=(*made.lines, *taken_over))
            if document.currency != company.settings.home_currency:
                made = replace(made, original_currency=document.currency, rate=document.rate)
            yield replace(made, party=named, outside_id=row.outside_id or "")


def _transaction(
    mapping: AccountMapping, document: Document, entries: Sequence[Entry], *, grouped: bool
) -> ExportedTransaction:
    """A document as a transaction: its own lines, or those of its entries, each with its entry."""
    parts = [("", line) for line in document.lines]
    if grouped:
        parts = [(str(entry.id), line) for entry in entries for line in entry.lines]
    return ExportedTransaction(
        day=document.day,
        id=document.id,
        type=document.type,
        lines=tuple(_line(mapping, entry, line) for entry, line in parts),
        number=document.number,
        memo=document.memo,
        events=tuple(dict.fromkeys(entry.event for entry in entries)),
    )


def _cent(mapping: AccountMapping, one: HomeCent) -> ExportedLine:
    """What QuickBooks' ledger confirmed otherwise: in home currency only."""
    return ExportedLine(outside_account(mapping, one.account), one.account, one.minor)


def _line(mapping: AccountMapping, entry: str, line: Line) -> ExportedLine:
    return ExportedLine(
        outside_account(mapping, line.account),
        line.account,
        line.signed_home,
        entry=entry,
        original=line.minor if line.side is Side.DR else -line.minor,
    )
