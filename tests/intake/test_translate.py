"""A plain object becomes an event, or every reason why not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reference.examples import ONE_OF, example
from tieout.core.event import KINDS, Event
from tieout.core.problem import Where
from tieout.intake.plain import NotFinite
from tieout.intake.translate import event_or_problems

WHERE = Where(file="f.jsonl", line=3)


def sound(kind: str) -> dict[str, Any]:
    return example(kind) | ({"inventory_role": "inventory_raw"} if kind == "item" else {})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_taken(kind: str) -> None:
    assert isinstance(event_or_problems(sound(kind), WHERE), Event)


@pytest.mark.covers("S003-22")
@pytest.mark.parametrize("kind", KINDS)
def test_every_missing_field_is_told_at_once_with_file_line_and_field(kind: str) -> None:
    found = event_or_problems({"kind": kind}, WHERE)
    assert isinstance(found, list)
    assert {problem.where.field for problem in found} == {*example(kind)} - {"kind", *ONE_OF.get(kind, ())}
    assert {(problem.where.file, problem.where.line) for problem in found} == {("f.jsonl", 3)}


@pytest.mark.parametrize("kind", KINDS)
def test_nan_is_refused_in_every_field_with_its_name_and_all_at_once(kind: str) -> None:
    fields = [name for name in sound(kind) if name != "kind"]
    found = event_or_problems({"kind": kind} | dict.fromkeys(fields, NotFinite("NaN")), WHERE)
    assert isinstance(found, list)
    assert {(problem.code, problem.where.field) for problem in found} == {
        ("number_not_finite", name) for name in fields
    }


def test_the_nearest_name_is_told() -> None:
    (told,) = event_or_problems({**sound("goods_received"), "suplier": "S"}, WHERE)  # type: ignore[misc]
    assert told.why.endswith("The nearest is supplier.")
    (told,) = event_or_problems({"kind": "goods_recieved"}, WHERE)  # type: ignore[misc]
    assert told.why.endswith("The nearest is goods_received.")


@pytest.mark.parametrize("kind", [5, [], {}, True, "x" * 1_000_000, "\ud800"])
def test_no_kind_is_too_strange(kind: object) -> None:
    (told,) = event_or_problems({"kind": kind}, WHERE)  # type: ignore[misc]
    assert told.code == "kind_unknown"
    assert len(told.what) < 120
