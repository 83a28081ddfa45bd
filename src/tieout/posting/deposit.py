"""Deposits as drafts: what a customer paid before its invoice was recognised pays that invoice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from tieout.core.account import account_key
from tieout.core.draft import Draft
from tieout.core.event import InvoiceIssued, SubscriptionRenewed
from tieout.core.lot import Part
from tieout.core.money import quanta_per_minor
from tieout.core.open_item import OpenItem, Registers
from tieout.posting.exchange import owed_of, settled_minor
from tieout.posting.holding import holding

Billing = InvoiceIssued | SubscriptionRenewed
"""What a deposit may pay."""

NOTHING: Final[Mapping[str, int]] = MappingProxyType({})


def deposit_draft(
    event: Billing, draft: Draft, document: str, registers: Registers, kept: Mapping[str, int] = NOTHING
) -> Draft | None:
    """Dr customer_deposits · Cr receivable: what was paid on the order or invoice before recognition.

    Never more than the invoice is open with; what is left waits for the next invoice of the order. Only
    the customer's own money, of the invoice's own currency, and not what is `kept` for others: 10⁻⁸ units
    by the reference it is held under.
    """
    parts = tuple(_applied(event, draft, registers, kept))
    if not parts:
        return None
    return replace(
        draft,
        when="deposit",
        parts=parts,
        number="",
        due=None,
        memo=f"deposit of {_order(event) or event.number} applied to invoice {event.number}",
        links=((document, sum(part.value for part in parts)),),
        billed=False,
    )


def _applied(event: Billing, draft: Draft, registers: Registers, kept: Mapping[str, int]) -> Iterator[Part]:
    """What each deposit gives: that of the order first, then that of the invoice's own number."""
    unit = quanta_per_minor(draft.currency)
    account = str(account_key("accounts_receivable", currency=draft.currency))
    billed = registers.billed(event.number)
    owed = OpenItem(registers.open_item(account, event.number).minor * unit, 0)
    if draft.converted_from and billed:
        owed = owed_of(billed, registers)
    for origin in dict.fromkeys((_order(event) or event.number, event.number)):
        taken = min(_free(event, draft, origin, registers, kept), owed.minor)
        if taken <= 0:
            continue
        minor = taken // unit
        if draft.converted_from and billed:
            minor = settled_minor(billed, taken, owed)
        owed = OpenItem(owed.minor - taken, owed.home - minor)
        yield Part(
            "settled", minor, party=event.customer, reference=event.number, origin=origin, original=taken
        )


def _order(event: Billing) -> str:
    return event.order if isinstance(event, InvoiceIssued) else ""


def _free(event: Billing, draft: Draft, origin: str, registers: Registers, kept: Mapping[str, int]) -> int:
    """What is held of the customer under a name in the invoice's currency, in 10⁻⁸ units of it.

    Not what is kept for others.
    """
    currency = draft.converted_from or (draft.currency if draft.rate else "")
    reference = holding(origin, event.customer, currency)
    others = kept.get(reference, 0)
    if currency:
        return -registers.original("customer_deposits", reference) - others
    unit = quanta_per_minor(draft.currency)
    return -registers.open_item("customer_deposits", reference).minor * unit - others
