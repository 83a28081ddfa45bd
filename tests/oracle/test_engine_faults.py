"""The comparison with the oracle notices every fault planted into the engine."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from tests.oracle.anew import quick_anew
from tests.oracle.books import Books, keep_books_in_cycles
from tests.oracle.changed import quick_changing
from tests.oracle.engine import Answer, Event, differences, engine_books, oracle_answer
from tests.oracle.engine_faults import FAULTS
from tests.oracle.histories import dealt, history, in_cycles
from tests.oracle.onward import quick_onward
from tests.oracle.rare import RareAuthor
from tests.oracle.short import quick_short
from tests.oracle.test_oracle import billed, costed, received, shipped, travelled
from tests.oracle.wide import WideAuthor
from tests.oracle.wide_faults import ANEW, CHANGED, ONWARD, SELDOM, SHORT, TRAVELLED, WIDE
from tests.seeded_fault import Fault
from tieout.core.errors import ProgrammerError

TRIED = 40
HALVES = (69, 77, 390)
"""Histories told anew in which what is owed stands on half a cent."""
BACK_AND_REPRICED = (158, 205)
"""And in which a receipt gets another price after some of it went back."""


def former_average() -> list[list[Event]]:
    """A bill of what a place held by average comes when it holds two layers: no small history draws it."""
    first, second = received(2, "M", "10", "10", receipt="GR"), received(3, "M", "10", "12")
    layers = [received(6, "M", "5", "10"), received(7, "M", "5", "20")]
    change = {**costed("fifo"), "id": "item-again", "date": "2026-03-05"}
    return [
        [costed("average"), first, second, shipped(4, "M", "20")],
        [change, *layers],
        [billed(8, "GR", "10", "120.00")],
    ]


Right = Callable[[int], tuple[list[list[Event]], Answer]]


@cache
def right_wide(seed: int) -> tuple[list[list[Event]], Answer]:
    cycles, books = dealt(seed, 40, WideAuthor, closing=True)
    return cycles, oracle_answer(books)


@cache
def right_rare(seed: int) -> tuple[list[list[Event]], Answer]:
    cycles, books = dealt(seed, 30, RareAuthor, closing=True)
    return cycles, oracle_answer(books)


def right_of(drawn: Callable[[int], tuple[list[list[Event]], Books]]) -> Right:
    """The histories of an author with what the oracle says of them, each worked once."""

    @cache
    def right(seed: int) -> tuple[list[list[Event]], Answer]:
        cycles, books = drawn(seed)
        return cycles, oracle_answer(books)

    return right


right_anew, right_changing = right_of(quick_anew), right_of(quick_changing)
right_onward, right_short = right_of(quick_onward), right_of(quick_short)


@cache
def right_answer(seed: int) -> tuple[list[list[Event]], Answer]:
    events = history(seed, 60)
    cycles = in_cycles(events, seed, 3) if seed % 3 == 2 else [events]
    return cycles, oracle_answer(keep_books_in_cycles(cycles, checked=False))


def is_seen(seed: int, answer: Right = right_answer) -> bool:
    cycles, right = answer(seed)
    try:
        return bool(differences(engine_books(cycles), right))
    except (ProgrammerError, ValueError, ArithmeticError, IndexError):
        return True  # the engine's own guards saw it


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_in_the_engine_is_seen(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault.plant(monkeypatch)
    assert any(is_seen(seed) for seed in range(TRIED)), f"{TRIED} histories do not show it: {fault.what}"


@pytest.mark.parametrize("fault", WIDE, ids=lambda fault: fault.name)
def test_a_fault_is_seen_in_wider_histories(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault.plant(monkeypatch)
    tried = 2 * TRIED
    assert any(is_seen(seed, right_wide) for seed in range(tried)), f"{tried} do not show it: {fault.what}"


@pytest.mark.parametrize("fault", ANEW, ids=lambda fault: fault.name)
def test_a_fault_is_seen_where_facts_are_told_anew(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault.plant(monkeypatch)
    seeds = (*range(20), *HALVES, *BACK_AND_REPRICED)
    assert any(is_seen(seed, right_anew) for seed in seeds), f"none shows it: {fault.what}"


@pytest.mark.parametrize("fault", SELDOM, ids=lambda fault: fault.name)
def test_a_fault_is_seen_where_seldom_things_happen_often(
    fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault.plant(monkeypatch)
    tried = 2 * TRIED
    assert any(is_seen(seed, right_rare) for seed in range(tried)), f"{tried} do not show it: {fault.what}"


@pytest.mark.parametrize("fault", CHANGED, ids=lambda fault: fault.name)
def test_a_fault_is_seen_where_methods_change(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault.plant(monkeypatch)
    cycles = former_average()
    right = oracle_answer(keep_books_in_cycles(cycles))
    found = any(is_seen(seed, right_changing) for seed in range(TRIED))
    assert found or differences(engine_books(cycles), right), f"none shows it: {fault.what}"


@pytest.mark.parametrize("fault", ONWARD, ids=lambda fault: fault.name)
def test_a_fault_is_seen_where_goods_given_back_go_on(
    fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault.plant(monkeypatch)
    assert any(is_seen(seed, right_onward) for seed in range(TRIED)), f"none shows it: {fault.what}"


@pytest.mark.parametrize("fault", SHORT, ids=lambda fault: fault.name)
def test_a_fault_is_seen_where_goods_go_out_before_they_come(
    fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault.plant(monkeypatch)
    assert any(is_seen(seed, right_short) for seed in range(TRIED)), f"none shows it: {fault.what}"


@pytest.mark.parametrize("fault", TRAVELLED, ids=lambda fault: fault.name)
def test_a_fault_is_seen_where_goods_travelled(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    cycles = [travelled(8, 7)]
    right = oracle_answer(keep_books_in_cycles(cycles))
    assert not differences(engine_books(cycles), right)
    fault.plant(monkeypatch)
    assert differences(engine_books(cycles), right), fault.what


def test_no_fault_is_seen_where_there_is_none() -> None:
    assert [seed for seed in range(TRIED) if is_seen(seed)] == []
    assert [seed for seed in range(2 * TRIED) if is_seen(seed, right_wide)] == []
    assert [seed for seed in range(2 * TRIED) if is_seen(seed, right_rare)] == []


def test_the_list_is_long_enough() -> None:
    lists = (FAULTS, WIDE, SELDOM, TRAVELLED, CHANGED, ONWARD, SHORT, ANEW)
    names = [fault.name for faults in lists for fault in faults]
    assert len(set(names)) == len(names) >= 114
