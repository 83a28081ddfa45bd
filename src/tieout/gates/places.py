"""Places: money that moved is whole minor units of its currency.

A line of an invoice may be finer, and is rounded as invoices are printed (accounting.md 2). What a bank
or gateway moved, or a customer holds, cannot be: 10.005 USD is a mistake of the source, and rounding it
would post a cent that nobody moved.
"""

from __future__ import annotations

from typing import Any

from tieout.core.catalogue import problem
from tieout.core.currency import minor_places
from tieout.core.event import RefundIssued
from tieout.core.money import quanta_per_minor
from tieout.core.problem import Problem
from tieout.core.scaled import Amount
from tieout.gates.subject import subject_of

_FIELDS = ("amount", "fee", "net")


def place_problems(event: Any) -> list[Problem]:
    """Amounts of money moved with more decimal places than their currency has, each by its field."""
    names: tuple[str, ...] = _FIELDS
    if isinstance(event, RefundIssued):
        names = ("total",) if event.gateway or event.refunds == "deposit" else ()
    unit = quanta_per_minor(event.currency)
    return [
        problem(
            "amount_too_fine",
            subject_of(event, name),
            amount=Amount(amount),
            currency=event.currency,
            places=minor_places(event.currency),
        )
        for name in names
        if (amount := getattr(event, name, 0)) % unit
    ]
