"""Flat CSV: one row per line of every transaction, for spreadsheets and for other ledgers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from tieout.core.money import decimal_text
from tieout.export.books import ExportedBooks, ExportedLine, ExportedTransaction

HEADER: Final = (
    "date",
    "document",
    "type",
    "number",
    "party",
    "memo",
    "account_id",
    "account_number",
    "account",
    "role",
    "debit",
    "credit",
    "currency",
    "original",
    "original_currency",
    "rate",
    "entry",
    "lot",
    "events",
    "quickbooks",
)

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """Text a spreadsheet will not run as a formula: an apostrophe before its first sign."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def flat_csv(books: ExportedBooks) -> Iterator[str]:
    """The header, then the rows of each transaction as one piece of text."""
    chart = {account.id: account for account in books.accounts}
    yield _text([HEADER])
    for transaction in books.transactions:
        rows = []
        for line in transaction.lines:
            account = chart[line.account]
            rows.append(_row(transaction, line, account.number, account.name, books.currency))
        yield _text(rows)


def _row(
    transaction: ExportedTransaction, line: ExportedLine, number: str, name: str, currency: str
) -> tuple[str, ...]:
    amount = decimal_text(abs(line.minor), currency)
    texts = (transaction.id, transaction.type, transaction.number, transaction.party, transaction.memo)
    origin = (line.entry, line.lot, " ".join(transaction.events), transaction.outside_id)
    return (
        transaction.day.isoformat(),
        *map(safe, texts),
        *map(safe, (line.account, number, name, str(line.key))),
        amount if line.minor >= 0 else "",
        amount if line.minor < 0 else "",
        currency,
        transaction.original(line).partition(" ")[0],
        transaction.original_currency,
        transaction.rate,
        *map(safe, origin),
    )


def _text(rows: Sequence[Sequence[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()
