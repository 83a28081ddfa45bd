"""Mutations: each promise of delivery, broken on purpose, is found within a few seeds."""

from __future__ import annotations

from typing import Final

import pytest

from tests.simulation.history import happened
from tests.simulation.judge import judged
from tests.simulation.machine import environment
from tests.simulation.mutations import MUTATIONS

FOUND_AT: Final[dict[str, tuple[int, ...]]] = {}
"""Seeds at which a mutation is known to be found, so that the test is short; others follow."""


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_planted_fault_is_found(name: str) -> None:
    with environment(), MUTATIONS[name]():
        for seed in FOUND_AT[name]:
            history = happened(seed)
            found = judged(history).findings
            history.machine.close()
            if found:
                return
    pytest.fail(f"not found at the seeds {FOUND_AT[name]}: {name}")
