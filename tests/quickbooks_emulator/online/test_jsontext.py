"""JSON text is exact: what is written reads back as the very same values."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quickbooks_emulator.online.jsontext import RawJson, dumps, loads

DECIMALS = st.decimals(
    allow_nan=False, allow_infinity=False, places=7, min_value=-(10**15), max_value=10**15
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | DECIMALS,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_what_is_written_reads_back(value: Any) -> None:
    assert loads(dumps(value)) == value
    assert loads(dumps(value).encode()) == value


@given(VALUES)
def test_it_is_json(value: Any) -> None:
    json.loads(dumps(value))


def test_digits_are_kept_and_zero_is_short() -> None:
    amounts = [Decimal("10.50"), Decimal("0.00"), Decimal("-0.0"), Decimal("1E+3"), Decimal("0.1000000"), 7]
    assert dumps(amounts) == "[10.50,0,0,1000,0.1000000,7]"
    assert dumps(Decimal("0.30")) == "0.30"
    assert loads("[1.10, 2]") == [Decimal("1.10"), 2]


def test_text_is_compact_and_not_escaped_beyond_need() -> None:
    assert (
        dumps({"a": 'Ünïx \u0000\n"', "b": [True, None, ()]})
        == '{"a":"Ünïx \\u0000\\n\\"","b":[true,null,[]]}'
    )
    assert dumps("x\u0000") == '"x\\u0000"'


def test_raw_text_goes_out_as_it_is() -> None:
    value = {"a": [RawJson('{"x":1.0}'), Decimal("2.50"), RawJson('"\\u0000"')]}
    assert dumps(value) == '{"a":[{"x":1.0},2.50,"\\u0000"]}'


def test_what_has_no_form() -> None:
    with pytest.raises(TypeError, match="set has no JSON form"):
        dumps({"a": {1, 2}})
    for text in ("NaN", "[Infinity]", "", "{"):
        with pytest.raises(ValueError, match=r"not a JSON number|Expecting"):
            loads(text)
