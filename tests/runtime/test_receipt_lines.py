"""Receipt lines: what bills leave open of them, whatever came first."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.acceptance import shop
from tests.acceptance.payables import Payables


def test_a_bill_before_its_goods_finds_them_when_they_come(payables: Payables) -> None:
    bill = payables.enter("2026-03-01", ("19.80", "Plum jam GR-1", "grni"))
    payables.settled()
    assert payables.open() == {f"bill Bill {bill['Id']} of QuickBooks {bill['Id']}": 1980}
    assert payables.codes() == ["bill_before_goods"]
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.settled()
    assert payables.open() == {}
    assert payables.booked("inventory_merchandise") == 1980
    assert "bill_before_goods" not in payables.codes()


def test_one_bill_for_two_receipts_and_two_bills_for_one(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9), shop.received("GR-2", "2026-03-03", 6))
    payables.run()
    payables.enter("2026-03-09", ("30.60", "deliveries GR-1 and GR-2", "grni"))
    payables.settled()
    assert payables.open() == {}
    assert payables.booked("inventory_merchandise") == 3060
    payables.load(shop.received("GR-3", "2026-03-04", 10))
    payables.run()
    payables.enter("2026-03-10", ("8.00", "GR-3, first part", "grni"), DocNumber="A-1")
    payables.settled()
    assert payables.open() == {"GR-3/1": -1200}
    payables.enter("2026-03-11", ("12.00", "the rest", "grni"), DocNumber="A-2")
    payables.settled()
    assert payables.open() == {}


STEPS = ("receipt", "bill", "sale")


@pytest.mark.parametrize("order", list(permutations(STEPS)), ids=" ".join)
def test_whatever_comes_first_the_books_end_the_same(payables: Payables, order: tuple[str, ...]) -> None:
    """9 at 2.00 ordered, billed at 19.80, 2 of them sold: 15.40 on hand, 4.40 sold, within a cent."""
    line = {"line": "1", "item": "JAM", "quantity": "9", "unit_price": "2.00"}
    said = {"order": "PO-9", "supplier": "S-1", "currency": "USD", "lines": [line]}
    payables.load(shop.fact("purchase_order_placed", "PO-9", "2026-03-01", **said))
    payables.run()
    for step in order:
        if step == "receipt":
            payables.load(shop.received("GR-1", "2026-03-02", 9) | {"order": "PO-9"})
        elif step == "sale":
            payables.load(*shop.sold("SO-1", "2026-03-05", 2, "10.00"))
        else:
            payables.enter("2026-03-04", ("19.80", "GR-1", "grni"))
            payables.sweep()
        payables.run()
    payables.settled()
    assert payables.open() == {}
    assert payables.booked("accounts_payable") == -1980
    assert payables.booked("grni") == 0
    assert abs(payables.booked("inventory_merchandise") - 1540) <= 1
    assert abs(payables.booked("cogs") - 440) <= 1
