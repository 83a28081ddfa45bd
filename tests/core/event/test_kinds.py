"""Every kind of event: frozen, closed, versioned, and whole in what it refuses."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from pydantic import ValidationError

from tests.reference.examples import ONE_OF, example
from tieout.core.event import KINDS, MASTER, MASTER_KINDS, OPERATIONS, event_of

WRONG: Any = {"not": "a value"}
PER_KIND = pytest.mark.parametrize("kind", KINDS)


def _refusals(plain: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ValidationError) as refused:
        event_of(plain)
    return {str(error["loc"][0]): error["msg"] for error in refused.value.errors()}


def test_the_list_is_closed_and_each_kind_stands_once() -> None:
    assert len(KINDS) == len(MASTER) + len(OPERATIONS)
    assert len(MASTER_KINDS) == len(MASTER)


@PER_KIND
def test_the_smallest_event_is_taken_and_says_its_kind(kind: str) -> None:
    event = event_of(example(kind))
    assert type(event) is KINDS[kind]
    assert getattr(event, "kind", None) == kind
    assert (event.version, event.sequence, event.revision) == (1, 0, None)


@PER_KIND
def test_an_event_never_changes(kind: str) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        event_of(example(kind)).id = "other"  # type: ignore[misc]


@PER_KIND
def test_a_field_nobody_knows_is_refused(kind: str) -> None:
    assert _refusals(example(kind) | {"surprise": 1}) == {"surprise": "Unexpected keyword argument"}


@PER_KIND
def test_all_that_is_missing_is_said_at_once(kind: str) -> None:
    needed = set(example(kind)) - {"kind"} - set(ONE_OF.get(kind, ()))
    assert set(_refusals({"kind": kind})) == needed


@PER_KIND
def test_all_that_is_wrong_is_said_at_once(kind: str) -> None:
    fields = {field.name for field in dataclasses.fields(KINDS[kind])} - {"kind"}
    takes_a_table = {"attributes", "prices"}
    wrong = {field: WRONG if field not in takes_a_table else "text" for field in fields}
    refused = _refusals({"kind": kind, **wrong})
    assert set(refused) == fields
    assert all(refused.values())


@PER_KIND
def test_another_version_is_refused(kind: str) -> None:
    assert _refusals(example(kind) | {"version": 2}) == {"version": "Input should be 1"}


@pytest.mark.parametrize("plain", [{}, {"kind": "sale_dreamt_of"}])
def test_a_kind_off_the_list_is_a_key_error(plain: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        event_of(plain)


def test_a_wrong_value_inside_a_line_is_placed() -> None:
    plain = example("goods_received")
    plain["lines"] = [plain["lines"][0], {**plain["lines"][0], "quantity": "0", "surprise": 1}]
    with pytest.raises(ValidationError) as refused:
        event_of(plain)
    assert {error["loc"] for error in refused.value.errors()} == {
        ("lines", 1, "quantity"),
        ("lines", 1, "surprise"),
    }


def test_the_same_statement_is_the_same_event() -> None:
    assert event_of(example("invoice_issued")) == event_of(example("invoice_issued"))
