"""Parts come to their total within the tolerance, for any amounts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference.examples import example
from tieout.core.event import event_of
from tieout.core.problem import Problem
from tieout.gates.sums import (
    TOLERANCE,
    bill_problems,
    payout_problems,
    refund_problems,
    sale_paid_problems,
    sale_problems,
)

CENTS = st.integers(0, 10**7)


def money(cents: int) -> str:
    return f"{Decimal(cents) / 100:.2f}"


def sale(amounts: list[int], tax: int, total: int) -> Any:
    lines = [
        {"line": str(n), "item": "X", "quantity": "1", "amount": money(one)}
        for n, one in enumerate(amounts)
    ]
    taxes = [{"agency": "A", "amount": money(tax)}]
    return event_of({**example("invoice_issued"), "lines": lines, "taxes": taxes, "total": money(total)})


@pytest.mark.covers("S001-48")
@given(st.lists(CENTS, min_size=1, max_size=6), CENTS, st.integers(-20, 20))
def test_a_sale_sums_within_the_tolerance(amounts: list[int], tax: int, off: int) -> None:
    total = max(0, sum(amounts) + tax + off)
    found = sale_problems(sale(amounts, tax, total))
    off = total - sum(amounts) - tax
    assert bool(found) == (abs(off) * 10**6 > TOLERANCE)


def test_a_deposit_given_back_has_no_lines_to_sum() -> None:
    assert refund_problems(event_of({**example("refund_issued"), "refunds": "deposit", "lines": []})) == []


def test_a_sale_of_nothing_needs_no_tender() -> None:
    free = {
        **example("sale_paid"),
        "lines": [{"line": "1", "item": "X", "quantity": "1", "amount": "0"}],
        "total": "0",
    }
    assert sale_paid_problems(event_of(free)) == []


@pytest.mark.covers("S001-73")
@given(st.lists(st.tuples(CENTS, CENTS), min_size=1, max_size=6), st.integers(-1, 1))
def test_a_payout_is_exact(items: list[tuple[int, int]], off: int) -> None:
    plain = {**example("payout_settled"), "net": money(sum(g - f for g, f in items) + off)}
    plain["items"] = [
        {"type": "charge", "reference": str(n), "date": "2026-03-01", "gross": money(g), "fee": money(f)}
        for n, (g, f) in enumerate(items)
    ]
    assert bool(payout_problems(event_of(plain))) == bool(off)


def told(found: list[Problem]) -> list[tuple[str, str]]:
    """The code of each problem, and the field it is at."""
    return [(one.code, one.where.field) for one in found]


LINE = {"line": "1", "item": "X", "quantity": "1", "amount": "100.00", "discount": "10.00"}
TAX = {"agency": "A", "amount": "9.00"}


@pytest.mark.parametrize(
    ("total", "problems"),
    [
        ("104.00", []),
        ("104.05", []),
        ("104.06", [("total_mismatch", "total")]),
        ("103.94", [("total_mismatch", "total")]),
    ],
)
def test_a_sale_is_lines_less_discounts_with_shipping_and_tax(
    total: str, problems: list[tuple[str, str]]
) -> None:
    stated = {
        **example("invoice_issued"),
        "lines": [LINE],
        "taxes": [TAX],
        "shipping": "5.00",
        "total": total,
    }
    found = sale_problems(event_of(stated))
    assert told(found) == problems
    if found:
        for words in ("104.00", total, "0.06", "0.05", "USD"):
            assert words in f"{found[0].what} {found[0].why} {found[0].next_step}"


def test_no_line_gives_more_discount_than_it_costs() -> None:
    lines = [LINE | {"discount": "100.00"}, LINE | {"line": "2", "discount": "100.01"}]
    stated = {**example("invoice_issued"), "lines": lines, "total": "0"}
    assert told(sale_problems(event_of(stated))) == [("discount_above_amount", "lines.1.discount")]
    refund = {**example("refund_issued"), "lines": lines, "total": "0.01"}
    assert told(refund_problems(event_of(refund))) == [("discount_above_amount", "lines.1.discount")]


@pytest.mark.parametrize(
    ("tenders", "problems"),
    [
        (
            [
                {"type": "gateway", "gateway": "stripe", "amount": "20.00"},
                {"type": "gift_card", "amount": "5.00"},
            ],
            [],
        ),
        ([{"type": "gateway", "gateway": "stripe", "amount": "25.004"}], []),
        ([{"type": "gateway", "gateway": "stripe", "amount": "25.005"}], [("tenders_mismatch", "tenders")]),
        ([{"type": "gift_card", "amount": "24.99"}], [("tenders_mismatch", "tenders")]),
        ([{"type": "gateway", "amount": "25.00"}], [("tender_gateway_missing", "tenders")]),
        ([{"type": "store_credit", "amount": "25.00"}], []),
    ],
)
def test_tenders_come_to_what_was_paid_to_the_cent_and_money_has_a_gateway(
    tenders: list[dict[str, str]], problems: list[tuple[str, str]]
) -> None:
    assert told(sale_paid_problems(event_of({**example("sale_paid"), "tenders": tenders}))) == problems


@pytest.mark.parametrize(("kept", "problems"), [("-4.00", []), ("-4.06", [("total_mismatch", "total")])])
def test_a_refund_is_lines_shipping_tax_and_what_was_kept(
    kept: str, problems: list[tuple[str, str]]
) -> None:
    stated = {
        **example("refund_issued"),
        "lines": [LINE],
        "taxes": [TAX],
        "shipping": "5.00",
        "total": "100.00",
    }
    stated["adjustments"] = [{"reason": "restocking", "amount": kept}]
    assert told(refund_problems(event_of(stated))) == problems
    deposit = event_of({**stated, "refunds": "deposit"})
    assert told(refund_problems(deposit)) == problems, "a deposit that states lines is summed"


def test_a_refund_of_a_sale_without_lines_comes_to_nothing() -> None:
    assert told(refund_problems(event_of(example("refund_issued")))) == [("total_mismatch", "total")]


@pytest.mark.parametrize("kind", ["bill_approved", "supplier_credited"])
def test_a_bill_is_its_lines_and_the_tax_that_comes_back(kind: str) -> None:
    taxed = {**example(kind), "lines": [{"line": "1", "amount": "20.00"}, {"line": "2", "amount": "5.00"}]}
    assert bill_problems(event_of(taxed)) == []
    assert told(bill_problems(event_of({**taxed, "total": "25.06"}))) == [("total_mismatch", "total")]
    if kind == "bill_approved":
        assert bill_problems(event_of({**taxed, "input_taxes": [TAX], "total": "34.00"})) == []


def test_a_line_of_a_bill_is_of_a_receipt_line_or_of_a_cost() -> None:
    lines = [
        {"line": "1", "amount": "5.00", "receipt": "GR-1", "receipt_line": "1"},
        {"line": "2", "amount": "5.00", "receipt": "GR-1"},
        {"line": "3", "amount": "5.00", "receipt": "GR-1", "receipt_line": "1", "cost": "shipping_cost"},
        {"line": "4", "amount": "10.00", "cost": "shipping_cost"},
    ]
    assert told(bill_problems(event_of({**example("bill_approved"), "lines": lines}))) == [
        ("receipt_line_missing", "lines.1.receipt"),
        ("bill_line_ambiguous", "lines.2.receipt"),
    ]


def test_a_payout_holds_nothing_that_happened_after_it() -> None:
    items = [
        {"type": "charge", "reference": "ch_1", "date": "2026-03-02", "gross": "20.00", "fee": "1.00"},
        {"type": "charge", "reference": "ch_2", "date": "2026-03-03", "gross": "6.00"},
    ]
    found = payout_problems(event_of({**example("payout_settled"), "items": items}))
    assert told(found) == [("dates_reversed", "items.1.date")]
    short = payout_problems(event_of({**example("payout_settled"), "items": items[:1]}))
    assert told(short) == [("payout_mismatch", "net")]
    for words in ("19.00", "25.00", "6.00", "USD"):
        assert words in f"{short[0].what} {short[0].why}"
