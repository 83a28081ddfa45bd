"""Money is whole minor units; splitting it loses nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.core.money import (
    Money,
    decimal_text,
    minor_as_billed,
    minor_of_value,
    quanta_per_minor,
    split_largest_remainder,
)

TOTALS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (1250, "USD", "12.50"),
        (-5, "USD", "-0.05"),
        (1250, "JPY", "1250"),
        (1250, "KWD", "1.250"),
        (0, "USD", "0.00"),
    ],
)
def test_minor_units_are_written_with_the_places_of_their_currency(
    minor: int, currency: str, text: str
) -> None:
    assert decimal_text(minor, currency) == text
    assert str(Money(minor, currency)) == f"{text} {currency}"


@pytest.mark.parametrize("minor", [1.0, "1", True, None])
def test_only_a_whole_number_is_money(minor: Any) -> None:
    with pytest.raises(TypeError, match="minor units are whole numbers"):
        Money(minor, "USD")


def test_only_a_currency_in_use_is_money() -> None:
    with pytest.raises(ValueError, match="'XXX' is not a currency code in use"):
        Money(1, "XXX")


def test_the_other_side_of_money() -> None:
    assert -Money(5, "USD") == Money(-5, "USD")


@pytest.mark.parametrize(("currency", "quanta"), [("USD", 10**6), ("JPY", 10**8), ("KWD", 10**5)])
def test_quanta_of_a_minor_unit(currency: str, quanta: int) -> None:
    assert quanta_per_minor(currency) == quanta


def test_a_billed_half_cent_goes_away_from_zero_and_a_lots_half_cent_to_even() -> None:
    half = 500_000
    assert [minor_as_billed(amount, "USD") for amount in (half, -half, 3 * half)] == [1, -1, 2]
    assert [minor_of_value(value, "USD") for value in (half, -half, 3 * half)] == [0, 0, 2]


@given(TOTALS, WEIGHTS)
def test_the_parts_sum_to_the_whole(total: int, weights: list[int]) -> None:
    assert sum(split_largest_remainder(total, weights)) == total


@given(TOTALS, WEIGHTS)
def test_no_part_is_a_unit_from_its_share(total: int, weights: list[int]) -> None:
    whole = sum(weights)
    if whole:
        for part, weight in zip(split_largest_remainder(total, weights), weights, strict=True):
            assert abs(part * whole - total * weight) < whole


@given(TOTALS, WEIGHTS)
def test_a_split_mirrors_its_sign(total: int, weights: list[int]) -> None:
    assert split_largest_remainder(-total, weights) == [
        -part for part in split_largest_remainder(total, weights)
    ]


def test_ties_go_to_the_earlier_line() -> None:
    assert split_largest_remainder(100, [1, 1, 1]) == [34, 33, 33]
    assert split_largest_remainder(2, [0, 0, 0]) == [1, 1, 0]
    assert split_largest_remainder(5, [0, 1]) == [0, 5]


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_a_split_needs_shares(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="at least one weight and none below zero"):
        split_largest_remainder(1, weights)
