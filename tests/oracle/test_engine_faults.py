"""The comparison with the oracle notices every fault planted into the engine."""

from __future__ import annotations

from functools import cache

import pytest

from tests.oracle.books import keep_books_in_cycles
from tests.oracle.engine import Answer, Event, differences, engine_books, oracle_answer
from tests.oracle.engine_faults import FAULTS, Fault
from tests.oracle.histories import history, in_cycles
from tieout.core.errors import ProgrammerError

TRIED = 40


@cache
def right_answer(seed: int) -> tuple[list[list[Event]], Answer]:
    events = history(seed, 60)
    cycles = in_cycles(events, seed, 3) if seed % 3 == 2 else [events]
    return cycles, oracle_answer(keep_books_in_cycles(cycles, checked=False))


def is_seen(seed: int) -> bool:
    cycles, right = right_answer(seed)
    try:
        return bool(differences(engine_books(cycles), right))
    except (ProgrammerError, ValueError, ArithmeticError, IndexError):
        return True  # the engine's own guards saw it


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_in_the_engine_is_seen(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault.plant(monkeypatch)
    assert any(is_seen(seed) for seed in range(TRIED)), f"{TRIED} histories do not show it: {fault.what}"


def test_no_fault_is_seen_where_there_is_none() -> None:
    assert not any(is_seen(seed) for seed in range(12))


def test_the_list_is_long_enough() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 50
