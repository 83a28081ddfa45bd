"""Scaled integers are exact: what goes in as text comes out as the same text, or is refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.core.scaled import LIMIT, Amount, Quantity, half_even, half_up, scaled, text_of

COUNTS = st.integers(-LIMIT, LIMIT)
PLACES = st.integers(0, 12)


@given(COUNTS, PLACES)
def test_text_and_count_say_the_same(count: int, places: int) -> None:
    text = text_of(count, places)
    assert scaled(text, places) == count
    assert scaled(Decimal(text), places) == count
    assert Fraction(text) == Fraction(count, 10**places)


@given(st.integers(-(10**9), 10**9), PLACES)
def test_a_whole_number_is_scaled_exactly(value: int, places: int) -> None:
    if abs(value) * 10**places <= LIMIT:
        assert scaled(value, places) == value * 10**places


@pytest.mark.parametrize(
    ("text", "places", "count"),
    [
        ("12.50", 2, 1250),
        ("-0.01", 2, -1),
        ("0", 8, 0),
        ("-0", 2, 0),
        ("1.10000000000", 2, 110),
        ("007", 0, 7),
    ],
)
def test_scaled_reads_plain_decimal_text(text: str, places: int, count: int) -> None:
    assert scaled(text, places) == count


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1 ",
        "+1",
        "1.",
        ".5",
        "1,5",
        "1_000",
        "1e3",
        "NaN",
        "Infinity",
        "-",
        "--1",
        "0x1",
        "٣",
        "1.2.3",
    ],
)
def test_what_is_not_plain_decimal_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a plain decimal number"):
        scaled(text, 2)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), Decimal("-sNaN")])
def test_what_no_amount_can_be_is_refused(value: Decimal) -> None:
    with pytest.raises(ValueError, match="is not a plain decimal number"):
        scaled(value, 2)


@pytest.mark.parametrize("value", [Decimal("1E+41"), Decimal("1E-41"), Decimal("-1E+999999")])
def test_what_would_need_endless_digits_is_refused(value: Decimal) -> None:
    with pytest.raises(ValueError, match="is larger or finer than tieout accepts"):
        scaled(value, 2)


def test_more_places_than_the_unit_has_are_refused() -> None:
    with pytest.raises(ValueError, match=r"'1\.005' has more than 2 decimal places"):
        scaled("1.005", 2)


@pytest.mark.parametrize("value", [LIMIT + 1, str(LIMIT + 1), -LIMIT - 1])
def test_what_would_not_fit_the_store_is_refused(value: int | str) -> None:
    assert scaled(LIMIT, 0) == LIMIT
    with pytest.raises(ValueError, match="is larger than tieout accepts"):
        scaled(value, 0)


def test_amounts_and_quantities_show_themselves_as_text() -> None:
    assert str(Amount(1_250_000_000)) == "12.50"
    assert str(Amount(-1)) == "-0.00000001"
    assert str(Quantity(1_500_000)) == "1.5"
    assert str(Quantity(0)) == "0"


@given(st.integers(-(10**30), 10**30), st.integers(1, 10**15))
def test_both_roundings_are_within_half_a_unit(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    even, up = half_even(numerator, denominator), half_up(numerator, denominator)
    assert abs(even - exact) <= Fraction(1, 2)
    assert abs(up - exact) <= Fraction(1, 2)
    assert even == round(exact)
    assert half_up(-numerator, denominator) == -up


@pytest.mark.parametrize(
    ("numerator", "even", "up"), [(1, 0, 1), (3, 2, 2), (5, 2, 3), (-1, 0, -1), (-3, -2, -2), (-5, -2, -3)]
)
def test_ties_go_where_the_rule_says(numerator: int, even: int, up: int) -> None:
    assert (half_even(numerator, 2), half_up(numerator, 2)) == (even, up)
