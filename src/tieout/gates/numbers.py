"""Numbers: under which document number a fact crosses, and that no other fact crosses under it.

QuickBooks takes a number once for each type of form, those of a supplier once per supplier (its fault
6140), and only where a company warns of it; whoever pays or credits by number needs it to mean one
document anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from tieout.core.catalogue import problem
from tieout.core.event import (
    BillApproved,
    Event,
    InvoiceIssued,
    LandedCostBilled,
    RefundIssued,
    SalePaid,
    SubscriptionRenewed,
    SupplierCredited,
)
from tieout.core.event.purchase import QUICKBOOKS
from tieout.core.problem import Problem
from tieout.gates.subject import subject_of


class Number(NamedTuple):
    """A number of a form, and whose series it is: a supplier's, or ours over all."""

    form: str
    number: str
    series: str = ""


KINDS_OF: Final = {
    "invoice": ("invoice_issued", "subscription_renewed"),
    "sales receipt": ("sale_paid",),
    "credit": ("refund_issued",),
    "refund": ("refund_issued",),
    "bill": ("bill_approved", "landed_cost_billed"),
    "supplier credit": ("supplier_credited",),
}
"""The kinds of facts that cross as a form."""


def number_of(event: Event, is_daily: Callable[[str], bool]) -> Number | None:
    """The number a fact crosses under; None = it has none, or only in a day's summary."""
    match event:
        case InvoiceIssued() | SubscriptionRenewed():
            return Number("invoice", event.number)
        case SalePaid() if not is_daily(event.channel):
            return Number("sales receipt", event.number)
        case RefundIssued() if event.refunds == "invoice":
            return Number("credit", event.number)
        case RefundIssued() if event.refunds == "sale" and not is_daily(event.channel):
            return Number("refund", event.number)
        case BillApproved() | LandedCostBilled():
            return Number("bill", event.number, event.supplier)
        case SupplierCredited():
            return Number("supplier credit", event.number, event.supplier)
        case _:
            return None


def taken_problem(event: Event, number: Number, other: Event) -> Problem:
    """Another fact crosses under this number; both are named with their source."""
    return problem(
        "number_used_twice",
        subject_of(event, "number"),
        form=f"{number.form} {number.number}{f' of {number.series}' if number.series else ''}",
        kind=event.kind,
        id=event.id,
        source=event.source,
        day=event.date,
        other=f"{other.kind} {other.id} of {other.source} of {other.date}",
    )


def is_checked(event: Event) -> bool:
    """What was read in QuickBooks is there already, whatever its number."""
    return event.source != QUICKBOOKS
