"""Purchases: units that wait for their bill, recoverable tax, landed cost on its way to lots."""

from __future__ import annotations

from tests.reconcile.registers.facts_of_march import book, said, sums, tell

BILLED = {"supplier": "Mill", "currency": "USD"}


def test_units_wait_from_their_receipt_to_their_bill() -> None:
    facts = book()
    line = {"line": "1", "item": "FLOUR", "quantity": "10", "unit_price": "2"}
    came = said("goods_received", "R1", 2, receipt="R1", location="MAIN", lines=[line], **BILLED)
    (moved,) = tell(facts, came)
    assert (moved.name, moved.party, moved.item, moved.quantity, moved.value) == (
        "R1/1", "Mill", "FLOUR", 10_000_000, 0,
    )  # fmt: skip
    back = {"receipt": "R1", "receipt_line": "1", "item": "FLOUR", "quantity": "4"}
    sent = said("goods_returned_to_supplier", "X", 3, number="X", supplier="Mill", lines=[back])
    assert [move.quantity for move in tell(facts, sent)] == [-4_000_000]
    bill = {"line": "1", "amount": "12.00", "receipt": "R1", "receipt_line": "1", "quantity": "6"}
    billed = said("bill_approved", "B", 4, number="B", lines=[bill], total="12.00", **BILLED)
    assert [move.quantity for move in tell(facts, billed)] == [-6_000_000]
    credit = said("supplier_credited", "V", 5, number="V", lines=[bill], total="12.00", **BILLED)
    assert [move.quantity for move in tell(facts, credit)] == [6_000_000]


def test_a_bill_brings_recoverable_tax_and_landed_cost() -> None:
    lines = [
        {"line": "1", "amount": "5.00", "cost": "landed_cost_clearing"},
        {"line": "2", "amount": "7.00", "cost": "shipping_cost"},
    ]
    bill = said(
        "bill_approved", "B", 4, number="B", lines=lines, total="14.40",
        input_taxes=[{"agency": "HMRC", "amount": "2.40"}], **BILLED,
    )  # fmt: skip
    assert sums(tell(book(), bill)) == {
        "landed_cost_clearing B": 5_00,
        "input_tax(HMRC) HMRC 2026-03": 2_40,
    }
    freight = said("landed_cost_billed", "F", 5, number="F", amount="33.335", receipts=["R1"], **BILLED)
    assert sums(tell(book(), freight)) == {"landed_cost_clearing F": 33_34}


def test_a_bill_line_of_a_price_alone_and_a_bill_that_was_withdrawn_bill_no_units() -> None:
    billed = {"receipt": "R1", "receipt_line": "1"}
    price = {"line": "1", "amount": "3.00", **billed}
    other = {"line": "2", "amount": "7.00", "cost": "shipping_cost"}
    bill = said("bill_approved", "B", 4, number="B", lines=[price, other], total="10.00", **BILLED)
    assert tell(book(), bill) == []
    units = {"line": "1", "amount": "3.00", "quantity": "2", **billed}
    gone = said("bill_approved", "B", 4, number="B", lines=[units], total="3.00", withdrawn=True, **BILLED)
    assert tell(book(), gone) == []


def test_what_is_shown_as_prepaid_at_the_end_of_a_month_is_not_the_day_after() -> None:
    line = {"reference": "R1/1", "amount": "21.00", "supplier": "Mill"}
    facts = tell(book(), said("grni_reclassified", "G", 31, lines=[line], approved_by="Ann"))
    assert [(str(one.account), one.name, one.party, one.day, one.value) for one in facts] == [
        ("supplier_prepayments", "R1/1", "Mill", "2026-03-31", 21 * 10**8),
        ("supplier_prepayments", "R1/1", "Mill", "2026-04-01", -21 * 10**8),
    ]
