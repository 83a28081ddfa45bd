"""Supplier bill: a bill or credit read from QuickBooks as the event it states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from tieout.core.event.purchase import QUICKBOOKS
from tieout.core.read_bill import ENTITIES, ReadBill, ReadLine, Share
from tieout.core.scaled import Amount, Quantity

COSTS: Final = frozenset({"shipping_cost", "landed_cost_clearing", "merchant_fees"})
"""Roles of lines of a bill that are no goods."""

TEXT_LENGTH: Final = 4000
"""The longest text of an event."""


def bill_event(
    bill: ReadBill,
    supplier: str,
    roles: Mapping[str, str],
    shares: Mapping[str, Sequence[Share]],
    tax_agency: str,
) -> dict[str, Any]:
    """The event of a bill; `roles` are those of accounts that bills know, `shares` what lines are for."""
    plain: dict[str, Any] = {
        "kind": ENTITIES[bill.type],
        "source": QUICKBOOKS,
        "id": bill.id,
        "date": bill.day,
        "number": bill.number or bill.name,
        "supplier": supplier,
        "currency": bill.currency,
        "lines": [
            one
            for line in bill.lines
            for one in _lines(line, roles.get(line.account), shares.get(line.line))
        ],
        "total": str(Amount(bill.total)),
    }
    if bill.rate:
        plain["rate"] = bill.rate
    if bill.due >= bill.day and bill.type == "Bill":
        plain["due"] = bill.due
    if bill.note:
        plain["note"] = bill.note[:TEXT_LENGTH]
    if bill.tax:
        plain["input_taxes"] = [{"agency": tax_agency, "amount": str(Amount(bill.tax))}]
    return plain


def withdrawn(before: Mapping[str, Any]) -> dict[str, Any]:
    """What an event says of a bill that was deleted or voided, or moved off our accounts."""
    return {**before, "withdrawn": True}


def _lines(line: ReadLine, role: str | None, shares: Sequence[Share] | None) -> Iterator[dict[str, str]]:
    """A line, one for each receipt line it is for; `role` is None on an account no role of a bill has."""
    said: dict[str, str] = {"line": line.line, "amount": str(Amount(line.amount))}
    if line.text:
        said["description"] = line.text[:TEXT_LENGTH]
    if role in COSTS:
        said["cost"] = str(role)
    elif role is None:
        said["account"] = line.account
    if not shares:
        yield said
        return
    for place, share in enumerate(shares, start=1):
        part = {"line": f"{line.line}.{place}"} if len(shares) > 1 else {}
        units = {"quantity": str(Quantity(share.quantity))} if share.quantity else {}
        named = {"receipt": share.receipt, "receipt_line": share.line, "amount": str(Amount(share.amount))}
        yield said | part | named | units
