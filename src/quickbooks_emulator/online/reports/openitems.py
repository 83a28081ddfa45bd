"""Open items: what every document still leaves open on the receivables or payables on a day.

An item is a document's postings on the control accounts under one name, less what settlements took by
then, in home cents. What a settlement takes from one item it gives to its own, so the items of a day
always add up to the control accounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from quickbooks_emulator.online.amount import amount, cents
from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.settlement import (
    Side,
    applied_links,
    charge_sign,
    home_value,
)
from quickbooks_emulator.online.ledger import Entry
from quickbooks_emulator.online.links import Document

Key = tuple[Document, str]  # document, party
_SETTLEMENTS = ("Payment", "BillPayment")


@dataclass(slots=True)
class OpenItem:
    """One document under one name; cents in the sense of the side (what is owed is positive)."""

    entry: Entry
    name: tuple[str, str]
    total: int
    open: int
    due: str

    def days_past_due(self, day: str) -> int:
        """Days from the due date to a day; negative while it is not due."""
        return (date.fromisoformat(day) - date.fromisoformat(self.due)).days


def open_items(books: Books, side: Side, day: str) -> list[OpenItem]:
    """Every item up to a day by date, those that are settled included (their `open` is 0)."""
    found: dict[Key, OpenItem] = {}
    for account in books.accounts_of_type(side.control_type):
        for entry in books.ledger.of_account(account, "", day):
            _collect(books, side, account, entry, found)
    settlements = dict.fromkeys(key for key in found if key[0][0] in _SETTLEMENTS)
    for key in settlements | dict.fromkeys(_of_nothing(books, side, day)):
        for target, value in _taken(books, side, key[0]):
            _settle(found, key, target, value)
    return sorted(found.values(), key=lambda item: (item.entry.date, item.entry.sequence))


def _of_nothing(books: Books, side: Side, day: str) -> Iterator[Key]:
    """Payments of nothing up to a day: they post nothing, and tie credits to what these settle."""
    for entity in _SETTLEMENTS:
        for identity, body in books.store.objects.get(entity, {}).items():
            party = body.get(side.party_field)
            if party and body["TxnDate"] <= day and not amount(body.get("TotalAmt", 0)):
                yield (entity, identity), str(party["value"])


def _collect(books: Books, side: Side, account: str, entry: Entry, found: dict[Key, OpenItem]) -> None:
    for posting in entry.postings:
        if posting.account != account:
            continue
        value = side.journal_sign * posting.cents
        key = (entry.label, posting.name[0])
        item = found.get(key)
        if item is None:
            body = books.store.get(*entry.label) or {}
            due = str(body.get("DueDate", entry.date))
            found[key] = OpenItem(entry, posting.name, value, value, due)
        else:
            item.total += value
            item.open += value


def _taken(books: Books, side: Side, source: Document) -> Iterator[tuple[Document, int]]:
    """What a settlement takes from each of its targets: positive from a charge, negative from a credit."""
    body = books.store.objects[source[0]][source[1]]
    for target, applied in applied_links(body).items():
        value = cents(home_value(books, body, target, amount(applied)))
        yield target, value * charge_sign(books, side, body, target)


def _settle(found: dict[Key, OpenItem], source: Key, target: Document, value: int) -> None:
    """Both items come nearer to nothing, if the other document is there by that day."""
    other = found.get((target, source[1]))
    if other is not None:
        other.open -= value
        if source in found:
            found[source].open += value
