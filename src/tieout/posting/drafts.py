"""Drafts of an event: what it asks the rulebook to post, dispatched by kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tieout.core.draft import Draft
from tieout.core.event import (
    BillApproved,
    Event,
    InvoiceIssued,
    LandedCostBilled,
    OpeningRegister,
    PaymentCaptured,
    PayoutSettled,
    RefundIssued,
    SalePaid,
    SupplierCredited,
)
from tieout.core.lot import Part
from tieout.core.master import MasterData
from tieout.core.open_item import Registers
from tieout.posting import money, payment, purchase, sale


def cost_draft(
    event: Event,
    parts: tuple[Part, ...],
    master: MasterData,
    when: str = "",
    *,
    day: date | None = None,
    part: str = "",
) -> list[Draft]:
    """The cost of an event as a draft in home currency; none when no value moved.

    `day` is the day it counts on where that is not the event's, `part` its part of the event where
    that is not its qualifier.
    """
    if not parts:
        return []
    return [
        Draft(
            on=event.kind,
            when=when,
            parts=parts,
            day=day or event.date,
            currency=master.home_currency,
            cost=True,
            memo=f"{event.source} {event.kind} {event.id}",
            part=part or when,
        )
    ]


def sale_draft_of(event: InvoiceIssued | SalePaid, master: MasterData, day: date, *, waited: bool) -> Draft:
    """The revenue of a sale, recognised on a day; `waited` = its money is held as a deposit."""
    if isinstance(event, InvoiceIssued):
        return sale.invoice_draft(event, master, day)
    return sale.sale_draft(event, master, day, held=waited)


def document_drafts(event: Event, master: MasterData, registers: Registers) -> list[Draft]:
    """The drafts of an event that is neither a sale nor a stock movement; none for plain facts.

    Raises:
        NoRate: a currency has no rate on the event's day.
    """
    match event:
        case BillApproved():
            return [purchase.bill_draft(event, master)]
        case SupplierCredited():
            return [purchase.credit_draft(event, master)]
        case LandedCostBilled():
            return [purchase.landed_cost_draft(event, master)]
        case PaymentCaptured():
            return payment.payment_drafts(event, master, registers)
        case RefundIssued():
            return _numbered(sale.refund_drafts(event, master, registers))
        case PayoutSettled():
            return money.payout_drafts(event, master)
        case OpeningRegister():
            return [money.register_draft(event, master)]
        case _:
            return money.money_drafts(event, master, registers)


def _numbered(drafts: list[Draft]) -> list[Draft]:
    """Only the first document of an event carries its number; the others say so in their memo."""
    return [draft if place == 0 else replace(draft, number="") for place, draft in enumerate(drafts)]
