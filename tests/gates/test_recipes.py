"""A bill of materials is refused exactly when it would close a circle."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference.examples import example
from tieout.core.event import BomVersion, event_of
from tieout.gates.recipes import recipe_problems


def bom(item: str, *components: str) -> BomVersion:
    lines = [{"item": one, "quantity": "1"} for one in components]
    made: Any = event_of({**example("bom_version"), "item": item, "components": lines})
    assert isinstance(made, BomVersion)
    return made


def test_the_way_round_is_shown() -> None:
    known = {"B": frozenset({"C"}), "C": frozenset({"D", "A"})}
    (told,) = recipe_problems(bom("A", "E", "B"), known)
    assert "A → B → C → A" in told.what
    assert told.where.field == "components.1.item"


def test_a_part_of_itself_is_a_circle_of_one() -> None:
    assert len(recipe_problems(bom("A", "A"), {})) == 1


@pytest.mark.covers("S000-40")
@given(st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from("ABCDE")), max_size=12))
def test_what_is_let_in_never_closes_a_circle(pairs: list[tuple[str, str]]) -> None:
    known: dict[str, frozenset[str]] = {}
    for item, component in pairs:
        parts = known.get(item, frozenset()) | {component}
        if not recipe_problems(bom(item, *sorted(parts)), known):
            known[item] = parts
    while leaves := [item for item, parts in known.items() if not parts & set(known)]:
        for item in leaves:
            del known[item]
    assert known == {}
