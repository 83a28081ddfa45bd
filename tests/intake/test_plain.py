"""A JSON line keeps its numbers exact, and its text is the same however it was written."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.core.problem import Problem, Where
from tieout.intake.plain import NotFinite, plain_of, written

WHERE = Where(file="f.jsonl", line=1)


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    plain_of(text, WHERE)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=8, max_value=10**9, min_value=-(10**9)))
def test_numbers_stay_exact(number: Decimal) -> None:
    plain = plain_of(f'{{"a": {number:f}}}', WHERE)
    assert isinstance(plain, dict)
    assert Decimal(plain["a"]) == number
    assert Decimal(json.loads(written(plain))["a"]) == number


@pytest.mark.parametrize(("number", "text"), [("1E5", "100000"), ("1e-3", "0.001"), ("2.50", "2.50")])
def test_an_exponent_is_written_out(number: str, text: str) -> None:
    plain = plain_of(f'{{"a": {number}}}', WHERE)
    assert isinstance(plain, dict)
    assert written(plain) == f'{{"a":"{text}"}}'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1e99999999999999999999", "number_too_long"),
        ("9" * 5000, "number_too_long"),
        ("[" * 100_000, "line_too_deep"),
        ('{"b":1,"b":2}', "field_twice"),
    ],
)
def test_what_json_would_let_pass_or_choke_on(text: str, code: str) -> None:
    told = plain_of(f'{{"a": {text}}}\n', WHERE)
    assert isinstance(told, Problem)
    assert told.code == code


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_handed_on_for_its_field_to_be_told(name: str) -> None:
    plain = plain_of(f'{{"a": {name}}}', WHERE)
    assert isinstance(plain, dict)
    assert isinstance(plain["a"], NotFinite)
    assert plain["a"].name == name


@given(
    st.dictionaries(
        st.text(max_size=5), st.text(max_size=5) | st.integers() | st.booleans() | st.none(), max_size=5
    )
)
def test_the_order_of_fields_says_nothing(plain: dict[str, Any]) -> None:
    assert written(plain) == written(dict(reversed(plain.items())))
