"""Billing: what a recognised sale is known by afterwards, and what a person should know of it then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tieout.core.draft import Draft
from tieout.core.event import InvoiceIssued, SalePaid
from tieout.core.open_item import Billed
from tieout.gates.recognition import uncosted_lines
from tieout.gates.unmatched import deposit_of_another

if TYPE_CHECKING:
    from tieout.cycle.desk import Desk

_TOTALS: Final = frozenset(
    {"receivable", "tendered", "gift_card_tender", "store_credit_tender", "deposit_tender"}
)


def note_billed(desk: Desk, key: str, event: InvoiceIssued | SalePaid, draft: Draft, document: str) -> None:
    """Note a sale under its number; its goods without an order, and what another customer paid on it."""
    desk.registers.bill(
        Billed(
            number=event.number,
            document=document,
            party=event.customer,
            original=int(event.total),
            original_currency=event.currency,
            currency=draft.currency,
            rate=draft.rate or draft.converted_at,
            minor=sum(part.value for part in draft.parts if part.name in _TOTALS),
            gateway=draft.gateway,
        ),
        key,
    )
    if lines := uncosted_lines(event, desk.work.master):
        desk.result.uncosted[key] = (event.date.isoformat(), lines)
    for name in dict.fromkeys((event.order, event.number)):
        if name:
            desk.registers.sell(name, event.customer)
            desk.result.flagged += [
                deposit_of_another(name, event.customer, held)
                for held in desk.registers.held_of_others(name, event.customer)
            ]
