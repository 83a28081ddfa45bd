"""Values of fields: what is taken exactly, and the words of each refusal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.reference.examples import example
from tieout.core.event import event_of
from tieout.core.event.cash import PaymentCaptured
from tieout.core.event.stock import StockAdjusted
from tieout.core.scaled import text_of


def _refusal(kind: str, field: str, value: Any) -> str:
    plain = example(kind)
    target = plain if field in plain or "lines" not in plain else plain["lines"][0]
    target[field] = value
    with pytest.raises(ValidationError) as refused:
        event_of(plain)
    (error,) = refused.value.errors()
    assert error["loc"][-1] == field
    return str(error["msg"])


NOT_A_NUMBER = 'an amount is written as decimal text, like "12.50"'
AMOUNTS: list[tuple[Any, str]] = [
    ("0", "the amount must be above zero"),
    ("-25", "the amount must be above zero"),
    ("NaN", "'NaN' is not a finite number"),
    ("Infinity", "'Infinity' is not a finite number"),
    ("1e3", "'1e3' has an exponent; write all its digits"),
    ("1,000.00", "'1,000.00' has a comma; write it with a decimal point and no thousands separators"),
    ("$5", "'$5' is not a plain decimal number"),
    ("", "'' is not a plain decimal number"),
    ("9" * 19, f"'{'9' * 19}' is not a plain decimal number"),
    ("10000000000", "'10000000000' is larger than tieout accepts"),
    ("0.000000001", "'0.000000001' has more than 8 decimal places"),
    (10**30, "'1000000000000000000000000000000' is larger than tieout accepts"),
    (Decimal("NaN"), "an amount must be a finite number"),
    (Decimal("-Infinity"), "an amount must be a finite number"),
    (Decimal("1E-9"), "'0.000000001' has more than 8 decimal places"),
    (12.5, NOT_A_NUMBER),
    (True, NOT_A_NUMBER),
    (None, NOT_A_NUMBER),
    ([], NOT_A_NUMBER),
]


@pytest.mark.parametrize(("value", "words"), AMOUNTS, ids=repr)
def test_a_wrong_amount_is_refused_in_words(value: Any, words: str) -> None:
    assert _refusal("payment_captured", "amount", value) == words


OTHERS: list[tuple[str, str, Any, str]] = [
    ("order_placed", "total", "-1", "the amount must not be below zero"),
    ("goods_shipped", "quantity", "0", "the quantity must be above zero"),
    ("goods_shipped", "quantity", "1.0000001", "'1.0000001' has more than 6 decimal places"),
    ("stock_counted", "counted", "-1", "the quantity must not be below zero"),
    ("goods_received", "unit_price", "-1", "a price must not be below zero"),
    ("exchange_rate", "rate", "0", "a rate must be above zero"),
    ("exchange_rate", "rate", "-1", "a rate must not be below zero"),
    ("exchange_rate", "rate", "0.0000000000001", "'0.0000000000001' has more than 12 decimal places"),
    ("bom_version", "expected_yield", "1.01", "a share lies between 0 and 1"),
    ("party", "date", "2026-02-29", "2026-02-29 is not a day of the calendar"),
    ("party", "date", "03/02/2026", "a date is written YYYY-MM-DD"),
    ("party", "date", "20260302", "a date is written YYYY-MM-DD"),
    ("party", "date", 20260302, "a date is written YYYY-MM-DD"),
    ("party", "date", "1979-12-31", "the date must lie between 1980 and 2199"),
    ("party", "date", "2200-01-01", "the date must lie between 1980 and 2199"),
    ("party", "currency", "usd", "usd is not a currency code in use (ISO 4217, like USD)"),
    ("party", "currency", 5, "5 is not a currency code in use (ISO 4217, like USD)"),
    ("party", "id", "", "a key is not empty and has no spaces around it, tabs or line ends"),
    ("party", "id", " 7", "a key is not empty and has no spaces around it, tabs or line ends"),
    ("party", "id", "a\nb", "a key is not empty and has no spaces around it, tabs or line ends"),
    ("party", "id", 7, "this field is text in quotes"),
    ("party", "id", "a\x00", "the text holds the control character U+0000"),
    ("party", "note", "\ud800", "the text holds U+D800, which is no character"),
    ("party", "taxable", "yes", "Input should be a valid boolean"),
    ("party", "sequence", "1", "Input should be a valid integer"),
    ("party", "sequence", -1, "Input should be greater than or equal to 0"),
    ("party", "revision", -1, "Input should be greater than or equal to 0"),
    ("party", "roles", [], "List should have at least 1 item after validation, not 0"),
]


@pytest.mark.parametrize(("kind", "field", "value", "words"), OTHERS, ids=repr)
def test_a_wrong_value_is_refused_in_words(kind: str, field: str, value: Any, words: str) -> None:
    assert _refusal(kind, field, value) == words


@given(st.integers(1, 9 * 10**17))
def test_an_amount_is_taken_to_the_last_digit(count: int) -> None:
    text = text_of(count, 8)
    for stated in (text, Decimal(text)):
        event = event_of(example("payment_captured") | {"amount": stated})
        assert isinstance(event, PaymentCaptured)
        assert event.amount == count


@given(st.integers(-9 * 10**17, 9 * 10**17))
def test_a_quantity_is_taken_to_the_last_digit(count: int) -> None:
    plain = example("stock_adjusted")
    plain["lines"][0]["quantity"] = text_of(count, 6)
    event = event_of(plain)
    assert isinstance(event, StockAdjusted)
    assert event.lines[0].quantity == count


@given(st.one_of(st.text(), st.floats(), st.binary(), st.decimals(allow_nan=True, places=3)))
def test_whatever_stands_in_an_amount_is_taken_exactly_or_refused(value: Any) -> None:
    try:
        event = event_of(example("payment_captured") | {"amount": value})
    except ValidationError:
        return
    assert isinstance(event, PaymentCaptured)
    assert Decimal(event.amount).scaleb(-8) == Decimal(value)


@pytest.mark.parametrize(("field", "limit"), [("id", 120), ("name", 500), ("note", 4000)])
def test_text_longer_than_its_field_is_refused(field: str, limit: int) -> None:
    event_of(example("party") | {field: "x" * limit})
    assert f"at most {limit}" in _refusal("party", field, "x" * (limit + 1))


def test_more_than_fifty_attributes_are_refused() -> None:
    many = {f"k{number}": "v" for number in range(51)}
    assert "at most 50 items" in _refusal("party", "attributes", many)
