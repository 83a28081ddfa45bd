"""Parts come to their total within the tolerance, for any amounts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference.examples import example
from tieout.core.event import event_of
from tieout.gates.sums import TOLERANCE, payout_problems, refund_problems, sale_paid_problems, sale_problems

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
