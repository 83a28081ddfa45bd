"""Supplier bill: a bill read becomes an event of the closed list, whatever its lines are."""

from __future__ import annotations

from tieout.core.event import BillApproved, event_of
from tieout.core.read_bill import ReadBill, ReadLine, Share
from tieout.intake.supplier_bill import bill_event, withdrawn

LINES = (
    ReadLine("1", 30 * 10**8, "21", "two deliveries"),
    ReadLine("2", 5 * 10**8, "52"),
    ReadLine("3", 7 * 10**8, "77", "stamps"),
    ReadLine("4", 9 * 10**8, "77"),
)
BILL = ReadBill(
    *("Bill", "145"), day="2026-03-09", due="2026-03-01", currency="EUR", rate="1.2", total=51 * 10**8,
    note="from AP", lines=LINES,
)  # fmt: skip
SHARES = {
    "1": [Share("GR-1", "1", 10**9, 0), Share("GR-2", "1", 2 * 10**9, 0)],
    "4": [Share("GR-3", "2", 9 * 10**8, 10**6)],
}


def test_each_line_says_where_it_stands_and_what_it_is_for() -> None:
    event = event_of(bill_event(BILL, "S-1", {"21": "", "52": "shipping_cost"}, SHARES, ""))
    assert isinstance(event, BillApproved)
    assert (event.source, event.id, event.number) == ("quickbooks", "145", "Bill 145")
    assert [
        (one.line, str(one.amount), one.receipt, one.cost, one.account, one.in_grni) for one in event.lines
    ] == [
        ("1.1", "10.00", "GR-1", "", "", True),
        ("1.2", "20.00", "GR-2", "", "", True),
        ("2", "5.00", "", "shipping_cost", "", False),
        ("3", "7.00", "", "", "77", False),
        ("4", "9.00", "GR-3", "", "77", True),
    ]
    assert event.due is None, "QuickBooks lets a bill be due before its day"


def test_tax_stands_under_its_agency_and_a_credit_has_no_due_date() -> None:
    plain = bill_event(BILL._replace(tax=10**8, due="2026-04-01"), "S-1", {}, {}, "HMRC")
    assert (plain["input_taxes"], plain["due"]) == ([{"agency": "HMRC", "amount": "1.00"}], "2026-04-01")
    credit = bill_event(BILL._replace(type="VendorCredit", due="2026-04-01"), "S-1", {}, {}, "")
    assert (credit["kind"], "due" in credit) == ("supplier_credited", False)


def test_what_is_withdrawn_says_all_it_said_before() -> None:
    plain = bill_event(BILL, "S-1", {}, {}, "")
    assert withdrawn(plain) == {**plain, "withdrawn": True}
    event_of(withdrawn(plain))
