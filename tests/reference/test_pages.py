"""The generated reference is current, and its examples are what tieout takes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.reference.events import schema
from tests.reference.examples import ONE_OF, example
from tests.reference.pages import PAGES, REFERENCE, stale
from tieout.core.crossing import MOVES
from tieout.core.event import KINDS, event_of


def test_every_page_is_current() -> None:
    pages = sorted(stale())
    assert not pages, f"run `make docs` and commit docs/reference: {', '.join(pages)} would change"


def test_nothing_else_pretends_to_be_generated() -> None:
    marked = [
        path.name
        for path in REFERENCE.glob("*.md")
        if "Written by `make docs`" in path.read_text(encoding="utf-8")
    ]
    assert set(marked) <= set(PAGES)


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_each_kind_is_taken(kind: str) -> None:
    assert type(event_of(example(kind))) is KINDS[kind]


def test_the_page_shows_the_example_of_each_kind() -> None:
    text = (REFERENCE / "events.md").read_text(encoding="utf-8")
    shown = [json.loads(line) for line in text.splitlines() if line.startswith('{"kind"')]
    assert [plain["kind"] for plain in shown] == list(KINDS)
    for plain in shown:
        event_of(plain)


def test_the_page_describes_every_field() -> None:
    lines = (REFERENCE / "events.md").read_text(encoding="utf-8").splitlines()
    assert all(line.count("|") == 5 for line in lines if line.startswith("| `"))
    assert not [line for line in lines if line.endswith("|  |")]


def test_the_schema_tells_the_kinds_apart_and_refuses_unknown_fields() -> None:
    document = schema()
    assert set(document["discriminator"]["mapping"]) == set(KINDS)
    assert len(document["oneOf"]) == len(KINDS)
    assert all(part["additionalProperties"] is False for part in document["$defs"].values())


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_requires_what_the_example_states(kind: str) -> None:
    definition = schema()["$defs"][KINDS[kind].__name__]
    assert set(definition["required"]) == set(example(kind)) - set(ONE_OF.get(kind, ()))
    assert definition["properties"]["kind"]["const"] == kind


def test_defaults_in_the_schema_are_written_as_a_source_would() -> None:
    sale: dict[str, Any] = schema()["$defs"]["InvoiceIssued"]["properties"]
    assert sale["shipping"]["default"] == "0.00"


def test_the_drawing_has_an_arrow_for_every_move() -> None:
    text = (REFERENCE / "crossing-states.md").read_text(encoding="utf-8")
    assert text.count(" --> ") == len(MOVES)


def test_the_event_shown_in_the_readme_is_taken() -> None:
    lines = (REFERENCE.parents[1] / "README.md").read_text(encoding="utf-8").splitlines()
    shown = [json.loads(line) for line in lines if line.startswith('{"kind"')]
    assert shown == [example("goods_received")]
    assert event_of(shown[0]).id == "1001"
