"""Bill lines: a receipt is named, or exactly one fits; else nothing is guessed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.core.read_bill import ReadBill, ReadLine, ReceiptLine, Share
from tieout.gates.bill_lines import fits, goods_of, meant, split, unclear

TOLERANCE = Fraction(5, 100)
UNIT, MONEY = 10**6, 10**8


def received(
    name: str, units: int = 10, value: str = "20", *, order: str = "", item: str = "JAM"
) -> ReceiptLine:
    receipt, _, line = name.partition("/")
    worth = int(Fraction(value) * MONEY)
    return ReceiptLine(receipt, line or "1", order, "S-1", (item,), units * UNIT, worth, "USD", Fraction(1))


def line(amount: str, text: str = "", item: str = "", units: int = 0) -> ReadLine:
    return ReadLine("1", int(Fraction(amount) * MONEY), "21", text, item, units * UNIT)


BILL = ReadBill("Bill", "145", number="4711", currency="USD")


def found(of: ReadLine, *known: ReceiptLine, bill: ReadBill = BILL) -> list[str]:
    return [f"{one.receipt}/{one.line}" for one in meant(bill, of, known, TOLERANCE).shares]


ONE, TWO, TEA = (
    received("GR-1", value="20"),
    received("GR-2/7", value="20", order="PO-9"),
    received("GR-3", item="TEA"),
)


@pytest.mark.parametrize(
    ("text", "note", "expected"),
    [
        ("jam of GR-1", "", ["GR-1/1"]),
        ("gr-2/7", "", ["GR-2/7"]),
        ("", "for PO-9", ["GR-2/7"]),
        ("GR-1", "for PO-9", ["GR-1/1"]),
        ("XGR-1, GR-11, GR-1-B", "", []),
        ("", "", []),
    ],
)
def test_numbers_people_write_come_first(text: str, note: str, expected: list[str]) -> None:
    assert found(line("99", text), ONE, TWO, bill=BILL._replace(note=note)) == expected


def test_the_bills_own_number_may_name_the_receipt() -> None:
    assert found(line("20"), ONE, TWO, bill=BILL._replace(number="GR-2/7")) == ["GR-2/7"]


def test_a_number_too_short_or_without_a_figure_names_nothing() -> None:
    short, words = received("12", value="70"), received("jam", value="80")
    assert found(line("20", "12 pots of jam"), short, words) == []


def test_without_a_number_exactly_one_must_fit() -> None:
    assert found(line("20.90"), received("GR-1"), received("GR-2", value="40")) == ["GR-1/1"]
    assert found(line("21.10"), received("GR-1"), received("GR-2", value="40")) == []
    unsure = meant(BILL, line("20"), [ONE, TWO], TOLERANCE)
    assert unsure.shares == ()
    assert unsure.candidates == (ONE, TWO)


def test_product_and_words_narrow_it_down() -> None:
    assert found(line("20", item="TEA\nGreen tea"), ONE, TEA) == ["GR-3/1"]
    assert found(line("20", text="ten of tea"), ONE, TEA) == ["GR-3/1"]
    assert found(line("20", text="steak"), ONE, TEA) == []


def test_a_stated_quantity_counts_at_the_order_price() -> None:
    assert found(line("8", units=4), received("GR-1", 10, "20")) == ["GR-1/1"]
    assert found(line("20", units=11), received("GR-1", 10, "20")) == []


def test_one_line_for_all_lines_of_a_receipt_is_parted_by_what_is_owed() -> None:
    known = [received("GR-5/1", 1, "10"), received("GR-5/2", 1, "20")]
    got = meant(BILL, line("30.03", "GR-5"), known, TOLERANCE)
    assert got.shares == (Share("GR-5", "1", 1_001_000_000, 0), Share("GR-5", "2", 2_002_000_000, 0))
    assert meant(BILL, line("90", "GR-5"), known, TOLERANCE).shares == ()


@given(st.integers(1, 10**12), st.lists(st.integers(1, 10**12), min_size=2, max_size=6))
def test_parts_sum_to_the_line(amount: int, values: list[int]) -> None:
    known = [received(f"GR-{n}")._replace(value=value) for n, value in enumerate(values)]
    assert (
        sum(one.amount for one in split(BILL, line("1")._replace(amount=amount), known, TOLERANCE))
        == amount
    )


def test_only_prices_are_compared_where_both_are_in_one_currency() -> None:
    euro = received("GR-1", value="22")._replace(currency="EUR", rate=Fraction("1.1"))
    bill = BILL._replace(currency="EUR", rate="1.5")
    assert fits(bill, line("20"), euro, TOLERANCE)
    assert not fits(bill, line("20"), received("GR-1", value="22"), TOLERANCE)


def test_a_credit_that_fits_what_is_claimed_is_for_those_units() -> None:
    credit = ReadBill("VendorCredit", "7", currency="USD")
    claimed = received("GR-1", 2, "4")
    assert meant(credit, line("4"), [claimed], TOLERANCE).shares[0].quantity == 2 * UNIT
    assert meant(credit, line("1", "GR-1"), [claimed], TOLERANCE).shares[0].quantity == 0


def test_of_an_unknown_vendor_only_a_number_counts() -> None:
    assert meant(BILL, line("20"), [ONE], TOLERANCE, named_only=True) == ((), ())
    assert meant(BILL, line("20", "GR-1"), [ONE], TOLERANCE, named_only=True).shares


def test_goods_on_another_account_are_named_or_fit() -> None:
    for of in (line("20"), line("500", "GR-1")):
        assert goods_of(BILL, of, [ONE], meant(BILL, of, [ONE], TOLERANCE), TOLERANCE) == [ONE]
    rent = line("1850")
    assert goods_of(BILL, rent, [ONE, TWO], meant(BILL, rent, [ONE, TWO], TOLERANCE), TOLERANCE) == []


def test_a_case_lists_five_candidates() -> None:
    many = [received(f"GR-{n}") for n in range(10, 17)]
    case = unclear(BILL, line("20"), meant(BILL, line("20"), many, TOLERANCE))
    assert "GR-14/1 and 2 more" in case.why
