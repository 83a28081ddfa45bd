"""Body: one object or a list, each with its place; what is no JSON is one problem."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tieout.core.problem import Problem
from tieout.intake.body import stated_in


def test_one_object_and_a_list_of_them_are_the_same() -> None:
    assert stated_in(b'{"a": 1}', "api/x") == [(1, {"a": 1}, 8)]
    assert stated_in(b' [{"a": 1}, {"b": 0.10}] ', "api/x") == [
        (1, {"a": 1}, 12),
        (2, {"b": Decimal("0.10")}, 12),
    ]
    assert stated_in(b"[]", "api/x") == []


def test_what_is_no_object_has_its_place() -> None:
    found = stated_in(b'[{"a": 1}, "b", [], null]', "api/x")
    assert not isinstance(found, Problem)
    problems = [one for _, one, _ in found if isinstance(one, Problem)]
    assert [(one.code, one.where.line) for one in problems] == [
        ("line_not_an_object", place) for place in (2, 3, 4)
    ]


@pytest.mark.parametrize("body", [b"", b"[", b"{", b"\xff\xfe", b'{"a": "', b"[" * 100_000, b"nothing"])
def test_what_is_no_json_is_said_so(body: bytes) -> None:
    found = stated_in(body, "api/x")
    assert isinstance(found, Problem)
    assert found.code == "body_not_json"


def test_a_name_twice_and_no_number_are_told_as_in_files() -> None:
    found = stated_in(b'[{"a": 1, "a": 2}]', "api/x")
    assert isinstance(found, Problem)
    assert found.code == "field_twice"
    assert stated_in(b"[Infinity]", "api/x") != []
