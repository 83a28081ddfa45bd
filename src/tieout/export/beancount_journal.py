"""Beancount journal: the books in beancount's text format, checked by `bean-check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from tieout.core.money import decimal_text
from tieout.export.books import ChartAccount, ExportedBooks, ExportedTransaction
from tieout.export.naming import beancount_part, leaves, names


def quoted(text: str) -> str:
    """A beancount string: one line, quotes and backslashes escaped."""
    line = " ".join(text.split())
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'


def account_names_of(accounts: Iterable[ChartAccount]) -> dict[str, str]:
    """Beancount names by account id; a balance there includes the accounts below, so only leaves."""
    return leaves(names(accounts, beancount_part), beancount_part)


def beancount(books: ExportedBooks) -> Iterator[str]:
    """The journal as text, piece by piece: options, accounts, transactions, balance assertions.

    A balance assertion holds at the beginning of its day, so it is dated the day after. Beancount
    would let it be off by the last digit; the stated tolerance of zero makes it exact.
    """
    account_names = account_names_of(books.accounts)
    yield f'option "title" {quoted(books.company)}\n'
    yield f'option "operating_currency" "{books.currency}"\n\n'
    for account in books.accounts:
        yield f"{books.opens} open {account_names[account.id]} {books.currency}\n"
        yield f"  quickbooks: {quoted(account.id)}\n  name: {quoted(account.name)}\n"
    for transaction in books.transactions:
        yield _transaction(transaction, account_names, books.currency)
    yield "\n"
    exactly = f"~ {decimal_text(0, books.currency)} {books.currency}"
    for key, day, minor in books.balances:
        amount = decimal_text(minor, books.currency)
        yield f"{day + timedelta(days=1)} balance {account_names[key]} {amount} {exactly}\n"


def _transaction(transaction: ExportedTransaction, account_names: dict[str, str], currency: str) -> str:
    title = " ".join(part for part in (transaction.type, transaction.number, transaction.memo) if part)
    lines = [f"\n{transaction.day} * {quoted(transaction.party)} {quoted(title)}"]
    for name, value in _metadata(transaction):
        lines.append(f"  {name}: {quoted(value)}")
    for line in transaction.lines:
        amount = decimal_text(line.minor, currency)
        lines.append(f"  {account_names[line.account]}  {amount} {currency}")
        lines.append(f"    account: {quoted(str(line.key))}")
        if transaction.original_currency:
            lines.append(f"    original: {quoted(transaction.original(line))}")
        if line.lot:
            lines.append(f"    lot: {quoted(line.lot)}")
    return "\n".join(lines) + "\n"


def _metadata(transaction: ExportedTransaction) -> list[tuple[str, str]]:
    """What leads from the transaction back to its document, its events and its lots."""
    pairs = (
        ("document", transaction.id),
        ("type", transaction.type),
        ("number", transaction.number),
        ("quickbooks", transaction.outside_id),
        ("currency", transaction.original_currency),
        ("rate", transaction.rate),
        ("events", " ".join(transaction.events)),
        ("lots", " ".join(transaction.lots)),
    )
    return [(name, value) for name, value in pairs if value]
