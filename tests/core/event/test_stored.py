"""A record read back gives exactly the event it was accepted as: for every kind, whatever it holds."""

from __future__ import annotations

import dataclasses
import json
import types
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.reference.examples import example
from tieout.core.event import KINDS, Event, event_of
from tieout.core.event.stored import stored_event
from tieout.core.problem import Where
from tieout.core.scaled import Amount, Quantity
from tieout.intake.plain import plain_of, written

Strategy = st.SearchStrategy[Any]

WORDS = st.sampled_from(["A-1", "erp", "Müller & Söhne", "x" * 120, "grni", "wholesale", "7"])
PLACES = {Amount: 8, Quantity: 6, Decimal: 8}


def number(places: int, least: int) -> Strategy:
    """A number as sources write it: text or JSON number, with trailing zeros or without."""
    units = st.integers(least, 10 ** (places + 7))
    text = st.builds(
        lambda count, digits: f"{Decimal(count).scaleb(-places):.{digits}f}", units, st.just(places)
    )
    short = st.integers(least, 10**7).map(str)
    return st.one_of(text, short, st.integers(least, 10**7), text.map(lambda one: _Bare(one)))


class _Bare(str):
    """A number that is written without quotes."""

    __slots__ = ()


def line_of(plain: Any) -> str:
    """The JSON line of a plain object, bare numbers without quotes."""
    match plain:
        case _Bare():
            return str(plain)
        case dict():
            return (
                "{"
                + ",".join(f"{json.dumps(name)}:{line_of(value)}" for name, value in plain.items())
                + "}"
            )
        case list():
            return "[" + ",".join(map(line_of, plain)) + "]"
        case _:
            return json.dumps(plain)


@cache
def values(hint: Any) -> Strategy:
    """Plain JSON of a type of the schema; some of it breaks a limit and is refused, which is as well."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return values(args[0])
    if origin in {Union, types.UnionType}:
        return st.one_of(st.none(), *(values(one) for one in args if one is not type(None)))
    if origin is list:
        return st.lists(values(args[0]), max_size=3)
    if origin is dict:
        return st.dictionaries(WORDS, values(args[1]), max_size=3)
    if origin is Literal:
        return st.sampled_from(args)
    if hint in PLACES:
        return number(PLACES[hint], 0 if hint is Decimal else -5)
    if hint is date:
        return st.dates(date(1999, 1, 1), date(2031, 12, 31)).map(date.isoformat)
    if dataclasses.is_dataclass(hint):
        return objects(hint)  # type: ignore[arg-type]
    return {str: WORDS, int: st.integers(0, 9), bool: st.booleans()}[hint]


def objects(kind: type[Any]) -> Strategy:
    """Plain objects of a class: every field it needs, and any of the others."""
    hints = get_type_hints(kind, include_extras=True)
    fields = {field.name: values(hints[field.name]) for field in dataclasses.fields(kind)}
    needed = {
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }
    return st.fixed_dictionaries(
        {name: fields[name] for name in needed},
        optional={name: value for name, value in fields.items() if name not in needed},
    )


def whole(value: Any) -> Any:
    """A value with the types of all it holds: an amount is not a quantity of the same count."""
    if dataclasses.is_dataclass(value):
        return type(value), [
            (one.name, whole(getattr(value, one.name))) for one in dataclasses.fields(value)
        ]
    if isinstance(value, list):
        return list, [whole(one) for one in value]
    if isinstance(value, dict):
        return dict, [(name, whole(one)) for name, one in sorted(value.items())]
    return type(value), repr(value)


def read_back(line: str) -> tuple[Event, Event]:
    """The event a line is accepted as, and what its record gives."""
    plain = plain_of(line, Where())
    assert isinstance(plain, dict)
    return event_of(plain), stored_event(json.loads(written(plain)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_record_of_any_event_gives_the_event_it_was_accepted_as(kind: str) -> None:
    """All fields drawn at once, and each by itself: where few events are right, a field still may be."""
    smallest = example(kind)
    accepted, stored = read_back(json.dumps(smallest))
    assert whole(stored) == whole(accepted)
    assert stored == accepted
    taken = 0

    @settings(max_examples=25, deadline=None, database=None)
    @given(objects(KINDS[kind]))
    def any_event(said: dict[str, Any]) -> None:
        nonlocal taken
        for some in (said, *({name: value} for name, value in said.items())):
            plain = {**smallest, **some, "kind": kind}
            if "currency" in some:
                plain["currency"] = "EUR"
            try:
                accepted, stored = read_back(line_of(plain))
            except ValidationError:
                continue
            taken += 1
            assert whole(stored) == whole(accepted)

    any_event()
    assert taken, f"no {kind} was accepted: the test shows nothing"


def test_lists_of_an_event_are_its_own() -> None:
    first, second = (stored_event(example("goods_received")) for _ in range(2))
    assert first.attributes is not second.attributes


def test_what_is_no_record_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        stored_event({"kind": "goods_received", "source": "erp"})
    with pytest.raises(KeyError):
        stored_event({"kind": "sale_dreamt_of"})
