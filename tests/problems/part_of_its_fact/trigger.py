"""The money of a sale whose goods are not shipped yet is held; a person takes the journal of it back."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import company, run, verb

from tieout.core.problem import Problem

LINE = {"line": "1", "item": "JAM", "quantity": "3", "amount": "30.00"}
SALE = {
    "kind": "sale_paid",
    "source": "erp",
    "id": "SR-1",
    "date": "2026-03-10",
    "number": "SR-1",
    "order": "SO-1",
    "customer": "C-1",
    "channel": "shop",
    "currency": "USD",
    "lines": [LINE],
    "tenders": [{"type": "gateway", "gateway": "stripe", "amount": "30.00"}],
    "total": "30.00",
}


def problems() -> list[Problem]:
    """What `tieout reverse` says of it."""
    with company(*shop.MASTER, shop.received("GR-1", "2026-03-02", 50), SALE):
        run()
        return verb("reverse", "SR-1", "--why", "another customer")
