"""Unmatched: money that names an invoice or a movement nobody stated.

It moved all the same, so it is posted: to clearing, and as the customer's money where it pays nothing
yet. A person is told, because either a fact is missing or the source names the wrong one. A case of
what is missing closes by itself once that is stated.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final

from tieout.core.catalogue import problem
from tieout.core.event import (
    ChargebackOpened,
    ChargebackWon,
    Event,
    GiftCardSold,
    InvoiceIssued,
    OpeningRegister,
    PaymentCaptured,
    PayoutSettled,
    RefundIssued,
    SalePaid,
    SubscriptionRenewed,
)
from tieout.core.event.cash import PayoutItem
from tieout.core.problem import Problem, Where
from tieout.core.scaled import Amount

MOVEMENTS: Final = (
    *("payment_captured", "sale_paid", "refund_issued", "gift_card_sold"),
    *("chargeback_opened", "chargeback_won"),
)
"""Kinds that move money at a gateway, each with a number of its own."""

_OF_CUSTOMERS: Final = frozenset({"charge", "refund", "chargeback"})
"""Items of a payout that someone stated before; the others are the gateway's own."""

_OWNERLESS: Final = frozenset({"adjustment", "fee"})
"""Items that may move money for a reason only the gateway gave; what a reserve holds comes back."""

CLOSED_WHEN_STATED: Final = frozenset(
    {"payout_item_unstated", "payout_adjustment_unstated", "payment_invoice_unstated"}
)
"""Codes of what is missing."""

OF_ANOTHER: Final = "deposit_of_another"
BEYOND_DEPOSIT: Final = "refund_beyond_deposit"

Found = tuple[str, Problem]
"""The subject of a case, and what a person is told."""


def is_ownerless(item: PayoutItem) -> bool:
    """Whether an item moves money for a reason that only the gateway gave."""
    return item.type in _OWNERLESS and item.gross != 0


def unstated_items(
    event: PayoutSettled,
    is_stated: Callable[[str], bool],
    near: Callable[[str], str],
    settled: Collection[str] = (),
) -> Iterator[Found]:
    """Items of a payout whose charge, refund or dispute nobody stated, and corrections of nothing open.

    `near` says what is stated under another spelling of a reference; empty = nothing. `settled` are the
    references of corrections that are stated, but nothing is open of them beside the correction itself.
    """
    for item in event.items:
        ownerless = is_ownerless(item)
        over = ownerless and item.reference in settled
        if over or ((ownerless or item.type in _OF_CUSTOMERS) and not is_stated(item.reference)):
            subject = _movement(event.gateway, item.reference)
            alike = "" if over else near(item.reference)
            yield (
                subject,
                problem(
                    "payout_adjustment_unstated" if ownerless else "payout_item_unstated",
                    Where(subject=subject),
                    payout=event.number,
                    type=item.type,
                    reference=item.reference,
                    amount=Amount(item.gross),
                    currency=event.currency,
                    day=item.date,
                    near=f" ({alike} is stated)" if alike else f" ({item.reference} is settled)" * over,
                ),
            )


def spellings(reference: str) -> tuple[str, ...]:
    """How else people and gateways may write a reference: in other letters, without spaces."""
    bare = "".join(reference.split())
    ways = [way for one in (reference, bare) for way in (one, one.upper(), one.lower(), one.capitalize())]
    return tuple(dict.fromkeys(way for way in ways if way != reference))


def unstated_invoice(event: PaymentCaptured) -> Found:
    """A payment that names an invoice nobody stated."""
    subject = _invoice(event.invoice, event.customer)
    words = {"number": event.number, "invoice": event.invoice, "customer": event.customer}
    amount = f"{event.amount} {event.currency}"
    return subject, problem("payment_invoice_unstated", Where(subject=subject), amount=amount, **words)


def deposit_of_another(name: str, customer: str, held: str) -> Found:
    """Money that another customer has under the order or number of a sale; `held` is its name."""
    where = Where(subject=deposit_subject(held))
    return where.subject, problem(OF_ANOTHER, where, held=held, name=name, customer=customer)


def beyond_deposit(event: RefundIssued, held: str, left: str) -> Found:
    """A refund of more than a deposit holds; `held` is its name, `left` what is more, with its currency."""
    where = Where(subject=deposit_subject(held))
    words = {"number": event.number, "customer": event.customer}
    return where.subject, problem(BEYOND_DEPOSIT, where, held=held, left=left, **words)


def deposit_subject(held: str) -> str:
    """The subject of cases about a deposit, by the name it is held by."""
    return f"deposit {held}"


def beyond_invoice(event: PaymentCaptured, left: str) -> Found:
    """A payment of more than its invoice is open with; `left` is what is more, with its currency."""
    where = Where(subject=f"{event.kind} {event.id} of {event.source}")
    return where.subject, problem(
        "payment_beyond_invoice",
        where,
        number=event.number,
        invoice=event.invoice,
        customer=event.customer,
        held=event.order or event.invoice,
        left=left,
    )


def references_of(event: Event) -> Iterator[str]:
    """What a gateway may call a movement beside its own number."""
    match event:
        case PaymentCaptured():
            yield from (event.reference,) if event.reference else ()
        case SalePaid():
            yield from (tender.reference for tender in event.tenders if tender.reference)
        case OpeningRegister() if event.register == "clearing":
            yield from (line.reference for line in event.lines)
        case _:
            pass


def stated_subjects(event: Event) -> Iterator[str]:
    """Subjects of cases that are over now that this is stated."""
    names = list(references_of(event))
    match event:
        case InvoiceIssued() | SubscriptionRenewed():
            yield _invoice(event.number, event.customer)
        case SalePaid():
            yield _invoice(event.number, event.customer)
            gateways = {tender.gateway for tender in event.tenders if tender.gateway}
            yield from (_movement(one, name) for one in sorted(gateways) for name in [event.number, *names])
        case PaymentCaptured() | RefundIssued():
            yield from (_movement(event.gateway, name) for name in [event.number, *names])
        case GiftCardSold():
            yield _movement(event.gateway, event.card)
        case ChargebackOpened() | ChargebackWon():
            yield _movement(event.gateway, event.chargeback)
        case OpeningRegister() if event.register == "clearing":
            yield from (_movement(event.qualifier, name) for name in names)
        case OpeningRegister() if event.register == "accounts_receivable":
            yield from (_invoice(line.reference, line.party) for line in event.lines)
        case _:
            pass


def flagged_subjects(event: Event) -> list[str]:
    """What cases of this payout are about: they end with it when a person takes it back."""
    if not isinstance(event, PayoutSettled):
        return []
    return [_movement(event.gateway, item.reference) for item in event.items]


def _movement(gateway: str, reference: str) -> str:
    return f"{gateway} movement {reference}"


def _invoice(number: str, customer: str) -> str:
    return f"invoice {number} of {customer}"
