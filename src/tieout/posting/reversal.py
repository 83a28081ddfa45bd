"""Reversal: a posted entry taken back by its mirror image, linked to it (accounting.md 7). Never delete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from tieout.core.entry import Entry
from tieout.core.ids import EventId, document_id, entry_id
from tieout.core.period import Periods

REVERSED_BY: Final = {
    "JournalEntry": "JournalEntry",
    "Invoice": "CreditMemo",
    "CreditMemo": "Invoice",
    "SalesReceipt": "RefundReceipt",
    "RefundReceipt": "SalesReceipt",
    "Payment": "JournalEntry",
    "Bill": "VendorCredit",
    "VendorCredit": "Bill",
}


NUMBERED_ONCE: Final = frozenset(REVERSED_BY) - {"JournalEntry", "Payment"}
"""Types whose number QuickBooks takes only once: what replaces a document bears its version."""
NUMBER_LENGTH: Final = 21
"""The longest document number of QuickBooks Online (fact sheet 3)."""


def posted_anew(company: str, entry: Entry, revision: int, reversals: Mapping[str, Entry]) -> Entry:
    """The entry of a revised fact, told apart from what it replaces.

    `reversals` are the entries that take back a payment, by the document it had settled: that stays
    settled in QuickBooks, so the payment posted anew settles the reversal (accounting.md 7).
    """
    number = entry.number
    if number and entry.document in NUMBERED_ONCE:
        version = f"-v{revision + 1}"
        number = f"{number[: NUMBER_LENGTH - len(version)]}{version}"
    links = tuple(
        (document_id(company, reversals[target].id, 0) if target in reversals else target, minor)
        for target, minor in entry.links
    )
    return replace(entry, number=number, links=links)


def reversal_of(entry: Entry, event: EventId, periods: Periods) -> Entry:
    """The entry that takes `entry` back on its own date, or in the first open period if that is closed."""
    return replace(
        entry,
        id=entry_id(event, f"reversal of {entry.rule}", entry.id),
        event=event,
        rule=f"reversal of {entry.rule}",
        day=periods.posting_date(entry.day),
        lines=tuple(line._replace(side=line.side.other()) for line in entry.lines),
        document=REVERSED_BY[entry.document],
        group="",
        number=f"{entry.number}-R" if entry.number else "",
        memo=f"reverses entry {entry.id}: {entry.memo}",
        links=(),
    )
