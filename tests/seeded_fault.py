"""Seeded faults: wrong lines put into the product while a comparison runs, to show that it notices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Fault:
    """One fault: its name, what it does, and how it is put into the product."""

    name: str
    what: str
    plant: Callable[[Patch], None]


Planting = Callable[[Patch], None]


def registering(faults: list[Fault]) -> Callable[[str], Callable[[Planting], Planting]]:
    """What registers a fault in a list under the name of the function that plants it."""

    def fault(what: str) -> Callable[[Planting], Planting]:
        def register(plant: Planting) -> Planting:
            faults.append(Fault(plant.__name__, what, plant))
            return plant

        return register

    return fault


def wrap(patch: Patch, owner: Any, name: str, around: Callable[..., Any]) -> None:
    """Replace `owner.name` by a function that is handed the right one first."""
    right = getattr(owner, name)
    patch.setattr(owner, name, lambda *args, **more: around(right, *args, **more))
