"""The random histories tell a faulty set of books from the right one, for every fault on the list."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tests.oracle.books import Books, keep_books, keep_books_in_cycles
from tests.oracle.faults import FAULTS, SHORT, Fault
from tests.oracle.histories import history, in_cycles
from tests.oracle.short import quick_short

Cycles = list[list[dict[str, Any]]]
TRIED = 300


@cache
def right_books(seed: int) -> tuple[Cycles, Books]:
    """A history in one cycle, or every third one in four, and its books."""
    events = history(seed, 60)
    cycles = in_cycles(events, seed, 4) if seed % 3 == 2 else [events]
    return cycles, keep_books_in_cycles(cycles)


@cache
def right_short(seed: int) -> tuple[Cycles, Books]:
    return quick_short(seed)


def is_seen(cycles: Cycles, right: Books) -> bool:
    try:
        found = keep_books_in_cycles(cycles)
    except (AssertionError, ArithmeticError, RecursionError):
        return True
    return facts(found) != facts(right)


def facts(books: Books) -> tuple[object, ...]:
    """What an engine's answer is compared by."""
    return books.lots, books.layers, books.cents_by_day, books.quanta_by_day, books.quarantined


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_seen(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(TRIED):
        cycles, right = right_books(seed)
        with monkeypatch.context() as patch:
            fault.plant(patch)
            if is_seen(cycles, right):
                return
    pytest.fail(f"{TRIED} histories do not show it: {fault.what}")


@pytest.mark.parametrize("fault", SHORT, ids=lambda fault: fault.name)
def test_a_fault_is_seen_where_goods_go_out_before_they_come(
    fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(40):
        cycles, right = right_short(seed)
        with monkeypatch.context() as patch:
            fault.plant(patch)
            if is_seen(cycles, right):
                return
    pytest.fail(f"no history shows it: {fault.what}")


def test_no_fault_is_seen_where_there_is_none() -> None:
    assert not any(is_seen(*right_books(seed)) for seed in range(10))


def test_the_list_is_long_enough() -> None:
    names = [fault.name for fault in (*FAULTS, *SHORT)]
    assert len(set(names)) == len(names) >= 94


def test_one_cycle_is_the_same_as_its_only_cycle() -> None:
    events = history(0, 60)
    assert facts(keep_books(events)) == facts(keep_books_in_cycles([events]))
