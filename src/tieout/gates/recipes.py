"""Recipes: bills of materials must not contain themselves, however many levels down."""

from __future__ import annotations

from collections.abc import Mapping

from tieout.core.catalogue import problem
from tieout.core.event import BomVersion
from tieout.core.problem import Problem
from tieout.gates.subject import subject_of

Recipes = Mapping[str, frozenset[str]]
"""Item to the components of its latest bill of materials."""


def recipe_problems(event: BomVersion, known: Recipes) -> list[Problem]:
    """The way from an item through its components back to itself, given the recipes before it."""
    for place, component in enumerate(event.components):
        path = _path(component.item, event.item, known)
        if path:
            where = subject_of(event, f"components.{place}.item")
            shown = " → ".join((event.item, *path))
            return [problem("bom_cycle", where, item=event.item, path=shown)]
    return []


def _path(start: str, goal: str, known: Recipes) -> tuple[str, ...]:
    """A way from an item to another through components; () = there is none."""
    waiting: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    while waiting:
        path = waiting.pop()
        if path[-1] == goal:
            return path
        for item in sorted(known.get(path[-1], ()), reverse=True):
            if item not in seen:
                seen.add(item)
                waiting.append((*path, item))
    return ()
