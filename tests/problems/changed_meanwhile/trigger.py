"""A purchase order that a person changed in QuickBooks before its change at the source was sent."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import company, found, lever, load, run, verb

from tieout.core.problem import Problem

LINE = {"line": "1", "item": "JAM", "quantity": "10", "unit_price": "2.00"}
PLACED = shop.fact(
    *("purchase_order_placed", "PO-1", "2026-03-01"),
    order="PO-1",
    supplier="S-1",
    currency="USD",
    lines=[LINE],
)
CHANGED = shop.fact(
    *("purchase_order_changed", "C-1", "2026-03-02"), order="PO-1", lines=[LINE | {"quantity": "12"}]
)


def problems() -> list[Problem]:
    """The case that the second `tieout run` leaves."""
    with company(*shop.MASTER, PLACED) as books:
        assert verb("settings", "set", "purchase-orders", "draft") == []
        assert run() == []
        held = found(books, "select * from PurchaseOrder")
        change = {"Memo": "call before delivery"}
        lever(books, "edit", {"entity": "PurchaseOrder", "id": held["Id"], "change": change})
        load(CHANGED)
        return run()
