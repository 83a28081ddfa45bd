"""Read bill: the same bill is the same text, and comes back as it was."""

from __future__ import annotations

from tieout.core.read_bill import ReadBill, ReadLine, read_bill

LINE = ReadLine("1", 1_980_000_000, "21", "Plum jam, GR-1", "JAM", 9_000_000)
BILL = ReadBill("Bill", "145", number="4711", day="2026-03-09", vendor_name="Plum Farm", lines=(LINE,))


def test_a_bill_comes_back_from_its_text() -> None:
    assert read_bill(BILL.written()) == BILL
    assert read_bill(BILL.written()).lines[0].amount == 1_980_000_000
    assert BILL._replace(note="x").written() != BILL.written()


def test_a_bill_is_called_by_its_id_and_recognised_by_number_and_vendor() -> None:
    assert BILL.name == "Bill 145"
    assert BILL.title == "Bill 145 (number 4711) of Plum Farm"
    assert ReadBill("VendorCredit", "7").title == "VendorCredit 7 of an unnamed vendor"
