"""Sums: whether the parts of a document come to its total, as a controller would add them up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tieout.core.catalogue import problem
from tieout.core.event import BillApproved, RefundIssued, SupplierCredited
from tieout.core.event.sale import Sale
from tieout.core.money import minor_as_billed
from tieout.core.problem import Problem
from tieout.core.scaled import QUANTUM_PLACES, Amount
from tieout.gates.subject import subject_of

TOLERANCE: Final = 5 * 10 ** (QUANTUM_PLACES - 2)
"""What a source's parts may differ from its total: 0.05 of the document's currency (accounting.md 2)."""


def _sums(
    event: Sale | RefundIssued | BillApproved | SupplierCredited, parts: int, total: int
) -> list[Problem]:
    difference = total - parts
    if abs(difference) <= TOLERANCE:
        return []
    return [
        problem(
            "total_mismatch",
            subject_of(event, "total"),
            number=event.number,
            parts=Amount(parts),
            total=Amount(total),
            difference=Amount(difference),
            currency=event.currency,
            tolerance=Amount(TOLERANCE),
        )
    ]


def sale_problems(event: Any) -> list[Problem]:
    """Σ(amount − discount) + shipping + Σ tax = total; no line discounts more than it costs."""
    parts = sum(line.amount - line.discount for line in event.lines)
    parts += event.shipping + sum(tax.amount for tax in event.taxes)
    return [*_discounts(event), *_sums(event, parts, event.total)]


def _discounts(event: Any) -> Iterator[Problem]:
    for place, line in enumerate(event.lines):
        if line.discount > line.amount:
            yield problem(
                "discount_above_amount",
                subject_of(event, f"lines.{place}.discount"),
                number=event.number,
                line=line.line,
                discount=line.discount,
                amount=line.amount,
            )


def sale_paid_problems(event: Any) -> list[Problem]:
    """As a sale; and its tenders cover the total."""
    found = sale_problems(event)
    paid = sum(tender.amount for tender in event.tenders)
    if minor_as_billed(paid, event.currency) != minor_as_billed(event.total, event.currency):
        found.append(
            problem(
                "tenders_mismatch",
                subject_of(event, "tenders"),
                number=event.number,
                parts=Amount(paid),
                total=event.total,
                currency=event.currency,
            )
        )
    if any(tender.type == "gateway" and not tender.gateway for tender in event.tenders):
        found.append(problem("tender_gateway_missing", subject_of(event, "tenders"), number=event.number))
    return found


def refund_problems(event: Any) -> list[Problem]:
    """Lines, shipping, tax and adjustments = total; a deposit has no lines to sum."""
    if event.refunds == "deposit" and not event.lines:
        return []
    parts = sum(line.amount - line.discount for line in event.lines)
    parts += event.shipping + sum(tax.amount for tax in event.taxes)
    parts += sum(extra.amount for extra in event.adjustments)
    return [*_discounts(event), *_sums(event, parts, event.total)]


def bill_problems(event: Any) -> list[Problem]:
    """Lines and recoverable tax = total; a line bills a receipt or a cost, not both."""
    parts = sum(line.amount for line in event.lines)
    parts += sum(tax.amount for tax in getattr(event, "input_taxes", ()))
    return [*_bill_lines(event), *_sums(event, parts, event.total)]


def _bill_lines(event: Any) -> Iterator[Problem]:
    for place, line in enumerate(event.lines):
        where = subject_of(event, f"lines.{place}.receipt")
        if line.receipt and line.cost:
            yield problem("bill_line_ambiguous", where, number=event.number, line=line.line, cost=line.cost)
        if line.receipt and not line.receipt_line:
            yield problem("receipt_line_missing", where, number=event.number, line=line.line)


def payout_problems(event: Any) -> list[Problem]:
    """Σ(gross − fee) of the items = the deposit, to the quantum; none is dated after the payout."""
    found = [
        problem(
            "dates_reversed",
            subject_of(event, f"items.{place}.date"),
            what=f"Payout {event.number}",
            other=f"its item {item.reference} of {item.date}",
        )
        for place, item in enumerate(event.items)
        if item.date > event.date
    ]
    return found + _payout_sum(event)


def _payout_sum(event: Any) -> list[Problem]:
    parts = sum(item.gross - item.fee for item in event.items)
    if parts == event.net:
        return []
    return [
        problem(
            "payout_mismatch",
            subject_of(event, "net"),
            number=event.number,
            parts=Amount(parts),
            total=event.net,
            difference=Amount(event.net - parts),
            currency=event.currency,
        )
    ]
