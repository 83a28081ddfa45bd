"""Invoices with tax, and a QuickBooks that has sales tax off."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout doctor` says of it."""
    order, shipment, invoice = shop.sold("SO-1", "2026-03-10", 3, "30.00")
    taxed = {**invoice, "taxes": [{"agency": "CA", "amount": "2.18"}], "total": "32.18"}
    goods = shop.received("GR-1", "2026-03-02", 50)
    with company(*shop.MASTER, goods, order, shipment, taxed, using_sales_tax=False):
        run()
        return verb("doctor")
