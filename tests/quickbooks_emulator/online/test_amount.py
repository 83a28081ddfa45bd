"""Amounts: two decimals by the company's rounding, whole numbers of JSON included."""

from __future__ import annotations

from decimal import Decimal

import pytest

from quickbooks_emulator.online.amount import rounded, rounded_by
from quickbooks_emulator.online.jsontext import loads


@pytest.mark.parametrize(("rounding", "expected"), [("half_up", "0.13"), ("half_even", "0.12")])
def test_half_a_cent_goes_as_the_company_rounds(rounding: str, expected: str) -> None:
    assert rounded_by(Decimal("0.125"), rounding) == Decimal(expected)


def test_a_whole_number_of_json_is_rounded_like_any_amount() -> None:
    assert rounded_by(loads('{"Qty": 5}')["Qty"], "half_up") == Decimal("5.00")
    assert rounded(loads('{"Qty": 5}')["Qty"]) == Decimal("5.00")
