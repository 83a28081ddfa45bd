"""Reversal: a posted entry taken back by its mirror image, linked to it (accounting.md 7). Never delete."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tieout.core.entry import Entry
from tieout.core.ids import EventId, entry_id
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
