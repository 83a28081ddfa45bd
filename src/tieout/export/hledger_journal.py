"""Hledger journal: the books in hledger's text format, checked by `hledger check --strict`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Final

from tieout.core.currency import minor_places
from tieout.core.money import decimal_text
from tieout.export.books import ExportedBooks, ExportedTransaction, Root
from tieout.export.naming import hledger_part, names

_TYPES: Final[dict[Root, str]] = {
    "Assets": "A",
    "Liabilities": "L",
    "Equity": "E",
    "Income": "R",
    "Expenses": "X",
}


def one_line(text: str) -> str:
    """Text for a description: one line, without the semicolon that would start a comment."""
    return " ".join(text.replace(";", ",").split())


_TAG_SIGNS: Final = str.maketrans({",": " ", ":": " ", "[": "(", "]": ")"})


def tag_value(text: str) -> str:
    """Text for a tag: one line, without what would end it, start another tag or set a date."""
    return " ".join(text.translate(_TAG_SIGNS).split())


def hledger(books: ExportedBooks) -> Iterator[str]:
    """The journal as text, piece by piece: accounts, transactions, balance assertions."""
    account_names = names(books.accounts, hledger_part, between=" ")
    yield f"; {one_line(books.company)}\ndecimal-mark .\n"
    fraction = "0" * minor_places(books.currency)
    yield f"commodity 1000.{fraction} {books.currency}\n\n"
    for account in books.accounts:
        yield f"account {account_names[account.id]}  ; type: {_TYPES[account.root]}\n"
    for transaction in books.transactions:
        yield _transaction(transaction, account_names, books.currency)
    for day, group in groupby(sorted(books.balances, key=_day), key=_day):
        yield f"\n{day} * balances at the end of the day\n"
        for key, _, minor in group:
            zero, amount = decimal_text(0, books.currency), decimal_text(minor, books.currency)
            yield f"    {account_names[key]}  {zero} {books.currency} = {amount} {books.currency}\n"


def _day(balance: tuple[str, date, int]) -> date:
    return balance[1]


def _transaction(transaction: ExportedTransaction, account_names: dict[str, str], currency: str) -> str:
    code = re.sub(r"[()]", "", one_line(transaction.number))
    parts = (f"({code})" if code else "", _description(transaction))
    lines = ["", " ".join([f"{transaction.day} *", *(part for part in parts if part)])]
    for name, value in _tags(transaction):
        lines.append(f"    ; {name}: {tag_value(value)}")
    for line in transaction.lines:
        amount = f"{decimal_text(line.minor, currency)} {currency}"
        lot = f", lot: {tag_value(line.lot)}" if line.lot else ""
        role = tag_value(str(line.key))
        own = f", original: {transaction.original(line)}" if transaction.original_currency else ""
        lines.append(f"    {account_names[line.account]}  {amount}  ; role: {role}{own}{lot}")
    return "\n".join(lines) + "\n"


def _description(transaction: ExportedTransaction) -> str:
    """Payee and note, as hledger splits them at the bar."""
    party = one_line(transaction.party).replace("|", "/")
    note = one_line(f"{transaction.type} {transaction.memo}").replace("|", "/")
    return f"{party} | {note}" if party else note


def _tags(transaction: ExportedTransaction) -> list[tuple[str, str]]:
    """What leads from the transaction back to its document, its events and its lots."""
    pairs = (
        ("document", transaction.id),
        ("type", transaction.type),
        ("quickbooks", transaction.outside_id),
        ("currency", transaction.original_currency),
        ("rate", transaction.rate),
        ("events", " ".join(transaction.events)),
        ("lots", " ".join(transaction.lots)),
    )
    return [(name, value) for name, value in pairs if value]
