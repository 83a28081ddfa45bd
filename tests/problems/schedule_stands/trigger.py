"""Two months of a year were earned; a person takes the year's invoice back."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import company, run, verb

from tieout.core.problem import Problem

PLAN = {"kind": "item", "source": "erp", "id": "PLAN", "date": "2026-01-01", "item": "PLAN", "name": "Plan"}
YEAR = {
    "kind": "subscription_renewed",
    "source": "erp",
    "id": "SB-1",
    "date": "2026-01-01",
    "subscription": "SB-1",
    "customer": "C-1",
    "channel": "web",
    "item": "PLAN",
    "currency": "USD",
    "number": "INV-77",
    "service_from": "2026-01-01",
    "service_to": "2026-12-31",
    "amount": "365.00",
}


def problems() -> list[Problem]:
    """What `tieout reverse` says of the invoice."""
    with company(*shop.MASTER, {**PLAN, "type": "digital", "category": "work"}, YEAR):
        run()
        return verb("reverse", "INV-77", "--why", "another customer")
