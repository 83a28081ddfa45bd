"""Law 1: what a source states is kept to the last digit, and no binary fraction ever gets in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference.examples import example
from tieout.core.account import account_key
from tieout.core.entry import Line, Side, check_balance
from tieout.core.event import KINDS, event_of
from tieout.core.money import Money
from tieout.core.problem import Where
from tieout.core.scaled import MICRO_PLACES, QUANTUM_PLACES, scaled, text_of
from tieout.intake.plain import plain_of

HERE = Where()
DIGITS = st.integers(-(10**16), 10**16)
PLACES = st.sampled_from([2, MICRO_PLACES, QUANTUM_PLACES])
BINARY = st.floats(allow_nan=True, allow_infinity=True)


@given(DIGITS, PLACES)
def test_text_to_a_whole_count_and_back_loses_nothing(count: int, places: int) -> None:
    text = text_of(count, places)
    assert scaled(text, places) == count
    assert Decimal(text) == Decimal(count).scaleb(-places)


@given(st.integers(1, 9 * 10**9), st.integers(0, QUANTUM_PLACES))
def test_an_amount_in_json_is_the_amount_in_the_event(count: int, places: int) -> None:
    """As a JSON number and as text; the number never passes through a binary fraction."""
    text = text_of(count, places, least=places)
    for stated in (text, f'"{text}"'):
        plain = plain_of(_payment(stated), HERE)
        assert isinstance(plain, dict)
        amount = event_of(plain).amount  # type: ignore[attr-defined]
        assert amount == scaled(text, QUANTUM_PLACES)
        assert Decimal(str(amount)) == Decimal(text)


def _payment(amount: str) -> str:
    plain = json.dumps(example("payment_captured") | {"amount": "HERE"})
    return plain.replace('"HERE"', amount)


@given(st.integers(-(10**12), 10**12), st.sampled_from(["USD", "JPY", "KWD"]))
def test_money_is_its_text_and_its_text_is_money(minor: int, currency: str) -> None:
    text, _, code = str(Money(minor, currency)).partition(" ")
    assert Money(scaled(text, {"USD": 2, "JPY": 0, "KWD": 3}[code]), code) == Money(minor, currency)


@given(BINARY)
def test_no_value_of_money_takes_a_binary_fraction(number: float) -> None:
    with pytest.raises(TypeError):
        Money(number, "USD")  # type: ignore[arg-type]


@given(BINARY)
def test_no_line_takes_a_binary_fraction(number: float) -> None:
    """Balanced as it may be."""
    bank, sales = account_key("bank"), account_key("revenue")
    for minor, home in ((number, 100), (100, number)):
        lines = [Line(Side.DR, bank, minor, home), Line(Side.CR, sales, minor, home)]  # type: ignore[arg-type]
        with pytest.raises((TypeError, ValueError)):
            check_balance(lines, "an entry")


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every single value of an event."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, (*path, name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _leaves(part, (*path, place))
    else:
        yield path


LEAVES = [(kind, path) for kind in KINDS for path in _leaves(example(kind)) if path != ("kind",)]


@given(st.sampled_from(LEAVES), BINARY)
def test_no_field_of_any_event_takes_a_binary_fraction(
    leaf: tuple[str, tuple[Any, ...]], number: float
) -> None:
    kind, path = leaf
    plain = json.loads(json.dumps(example(kind)))
    event_of(plain)
    inner = plain
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = number
    with pytest.raises(ValueError, match="validation error"):
        event_of(plain)
