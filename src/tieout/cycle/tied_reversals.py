"""Tied reversals: of two documents that settled each other and are both taken back, the reversals do too.

A credit memo and the journal of its money, an invoice and the journal of its deposit, a payment and the
invoice it paid: each half is taken back by an act of its own. Untied, the customer would show an overdue
item and a credit of as much.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.entry import REVERSAL, Entry, Side
from tieout.core.ids import DocumentId, document_id, entry_id
from tieout.cycle.registers import ChunkRegisters
from tieout.posting.totals import total_of
from tieout.storage.entries import entries_of

_PAID_BY: Final = {
    "Payment": "e.document = 'Invoice' AND e.number = ?",
    "Invoice": "e.document = 'Payment' AND e.seq IN (SELECT entry FROM entry_line WHERE reference = ?)",
}
"""Of a document that pays or is paid: the entries of the others, by the number of the invoice."""


class Half(NamedTuple):
    """A document tied to another one: how much ties them, and what took it back (None = it stands)."""

    document: DocumentId
    minor: int
    back: Entry | None


def other_halves(connection: Connection, entry: Entry, company: str) -> Iterator[Half]:
    """What an entry's own document settles or is settled by, of the same fact."""
    if entry.group:
        return
    told = [one for _, one in entries_of(connection, "e.event = ?", entry.event)]
    own = document_id(company, entry.id, 0)
    for other in told:
        document = document_id(company, other.id, 0)
        tied = dict(other.links).get(own, 0) + dict(entry.links).get(document, 0)
        if tied and other.id != entry.id and not (other.group or other.is_reversal):
            key = entry_id(other.event, f"{REVERSAL}{other.rule}", other.id)
            yield Half(document, tied, next((one for one in told if one.id == key), None))


def paid_halves(connection: Connection, entry: Entry, company: str) -> Iterator[Half]:
    """The invoices a payment paid, or the payments an invoice was paid by, each a fact of its own.

    At one rate only: between two, what the one leaves of the other is no whole of it.
    """
    if entry.document not in _PAID_BY:
        return
    own = document_id(company, entry.id, 0)
    numbers = {entry.number} | {line.reference for line in entry.lines if line.reference}
    for number in sorted(numbers - {""}):
        for _, other in entries_of(connection, _PAID_BY[entry.document], number):
            document = document_id(company, other.id, 0)
            minor = dict(entry.links).get(document, 0) + dict(other.links).get(own, 0)
            if minor and not (other.group or other.is_reversal) and other.rate == entry.rate:
                key = entry_id(other.event, f"{REVERSAL}{other.rule}", other.id)
                back = next((one for _, one in entries_of(connection, "e.id = ?", key)), None)
                yield Half(document, minor, back)


def tied(
    connection: Connection,
    entries: Sequence[Entry],
    backs: Sequence[Entry],
    registers: ChunkRegisters,
    company: str,
) -> list[Entry]:
    """The reversals of a document's entries, each linked to the reversal of its other half.

    Only up to what that has open still: a payment may have settled it since.
    """
    made = list(backs)
    for entry in entries:
        key = entry_id(entry.event, f"{REVERSAL}{entry.rule}", entry.id)
        place = next((n for n, back in enumerate(made) if back.id == key), None)
        if place is None:
            continue
        halves = (*other_halves(connection, entry, company), *paid_halves(connection, entry, company))
        for half in halves:
            link = _link(half, registers, company)
            if link:
                made[place] = replace(made[place], links=(*made[place].links, link))
    return made


def _link(half: Half, registers: ChunkRegisters, company: str) -> tuple[str, int] | None:
    """The link to what took a half back; what is owed there is owed no more."""
    if half.back is None:
        return None
    document, minor = document_id(company, half.back.id, 0), half.minor
    if half.back.document == "CreditMemo":
        settled = sum(one for _, one in half.back.links)
        minor = min(minor, total_of("CreditMemo", half.back.lines) - settled)
    for line in half.back.lines:
        if line.account.role == "accounts_receivable" and line.side is Side.DR and line.reference:
            minor = min(minor, registers.beside(line.reference).get(document, 0))
            registers.owe(line.reference, document, -minor)
    return (document, minor) if minor > 0 else None
