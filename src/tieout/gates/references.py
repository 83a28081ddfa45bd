"""References: whether the documents an event takes back or settles are known and large enough."""

from __future__ import annotations

from collections.abc import Callable

from tieout.core.account import account_key
from tieout.core.catalogue import problem
from tieout.core.event import (
    Event,
    GiftCardRedeemed,
    GoodsReturnedToSupplier,
    PaymentCaptured,
    RefundIssued,
    StoreCreditRedeemed,
    WriteOffApproved,
)
from tieout.core.open_item import Registers
from tieout.core.problem import Problem
from tieout.core.scaled import Amount, Quantity
from tieout.gates.subject import subject_of

REFUNDED = "(refunded)"
"""The register of what was given back of a sale, in 10⁻⁸ units of the sale's currency."""

Received = Callable[[str, str], int]
"""Units that came in with a receipt's line; 0 = no such line."""


def reference_problems(
    event: Event,
    registers: Registers,
    home: str,
    issued_to: Callable[[str], str | None],
    received: Received,
    before: RefundIssued | None = None,
) -> list[Problem]:
    """Every reason why what the event refers to cannot be what it says.

    `issued_to` says whom a sale bills that is not recognised: empty = it is loaded only, None = there is
    none. `before` is the refund that this one corrects.
    """
    match event:
        case RefundIssued() if event.refunds != "deposit":
            return _refund(event, registers, before)
        case GoodsReturnedToSupplier():
            return _sent_back(event, received)
        case GiftCardRedeemed() | StoreCreditRedeemed() | WriteOffApproved():
            return _settled(event, registers, home, issued_to)
        case PaymentCaptured() if event.invoice:
            billed = registers.billed(event.invoice)
            return _customer(event, billed.number, billed.party) if billed else []
        case _:
            return []


def refunded(event: RefundIssued) -> int:
    """What a refund gives back of its sale: goodwill on top of it and a deposit are not taken from it."""
    if event.refunds == "deposit":
        return 0
    return int(event.total) - sum(max(0, int(extra.amount)) for extra in event.adjustments)


def _refund(event: RefundIssued, registers: Registers, before: RefundIssued | None) -> list[Problem]:
    billed = registers.billed(event.refunded)
    where = subject_of(event, "refunded")
    if billed is None:
        return [
            problem("sale_unknown", where, number=event.number, refunded=event.refunded, kind=event.refunds)
        ]
    if billed.original_currency != event.currency:
        return [
            problem(
                "currency_differs",
                where,
                number=event.number,
                currency=event.currency,
                refunded=event.refunded,
                billed=billed.original_currency,
            )
        ]
    found = _customer(event, billed.number, billed.party)
    left = billed.original - registers.open_item(REFUNDED, event.refunded).minor
    if before and before.refunded == event.refunded:
        left += refunded(before)
    if refunded(event) > left:
        amount = f"{Amount(refunded(event))} {event.currency}"
        found.append(
            problem(
                "over_refunded",
                where,
                number=event.number,
                amount=amount,
                left=Amount(max(0, left)),
                refunded=event.refunded,
            )
        )
    return found


def _customer(
    event: RefundIssued | PaymentCaptured | GiftCardRedeemed | StoreCreditRedeemed | WriteOffApproved,
    number: str,
    billed: str,
) -> list[Problem]:
    if event.customer == billed:
        return []
    where = subject_of(event, "customer")
    return [problem("customer_differs", where, customer=event.customer, number=number, billed=billed)]


def _settled(
    event: GiftCardRedeemed | StoreCreditRedeemed | WriteOffApproved,
    registers: Registers,
    home: str,
    issued_to: Callable[[str], str | None],
) -> list[Problem]:
    billed = registers.billed(event.invoice)
    if billed:
        return _customer(event, billed.number, billed.party)
    customer = issued_to(event.invoice)
    if customer:
        return _customer(event, event.invoice, customer)
    receivables = [
        str(account_key("accounts_receivable", currency=one))
        for one in dict.fromkeys((home, event.currency))
    ]
    if customer is not None or any(registers.open_item(one, event.invoice).minor for one in receivables):
        return []
    return [problem("invoice_unknown", subject_of(event, "invoice"), invoice=event.invoice)]


def _sent_back(event: GoodsReturnedToSupplier, received: Received) -> list[Problem]:
    """Never more than came in; an unknown receipt is told when the return is costed."""
    found = []
    for place, line in enumerate(event.lines):
        units = received(line.receipt, line.receipt_line)
        if units and units < line.quantity:
            where = subject_of(event, f"lines.{place}.quantity")
            name = f"{line.receipt}/{line.receipt_line}"
            found.append(
                problem("over_returned", where, back=line.quantity, came=Quantity(units), receipt=name)
            )
    return found
