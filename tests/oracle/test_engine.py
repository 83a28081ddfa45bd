"""The engine's books equal the oracle's, to the last unit, for random histories.

Each history runs through the real path: a file is loaded, admitted, costed and posted, and the books
are read back from the store. Lots to 10⁻⁶ units and 10⁻⁸ of money, accounts to the cent per business
date, pinned accounts to 10⁻⁸, what was quarantined, what waits for its goods.
"""

from __future__ import annotations

import random
from itertools import product

import pytest

from tests.oracle import test_oracle
from tests.oracle.anew import quick_anew
from tests.oracle.books import Books, keep_books_in_cycles
from tests.oracle.changed import quick_changing
from tests.oracle.engine import (
    FOUNDING,
    Answer,
    Event,
    cost,
    differences,
    empty_company,
    engine_books,
    load,
    oracle_answer,
)
from tests.oracle.engine import answer_of as books_of
from tests.oracle.histories import _deal, any_history, history, in_cycles
from tests.oracle.onward import quick_onward
from tests.oracle.seeds import quick_history
from tests.oracle.short import quick_short
from tieout import flow
from tieout.cycle import chunk

HISTORIES = 1_000
"""How many random histories are compared here, most of them small; `python -m tests.oracle` compares
ten times as many, and longer ones."""
TOLD_ANEW = 150
"""And how many in which facts are told again."""
CHANGING = 75
"""And how many in which items change their costing method."""
GIVEN_BACK = 50
"""And how many in which goods that customers gave back go on to their supplier."""
SHORT = 50
"""And how many in which goods go out before their receipt comes."""
_AT_A_TIME = 25
RANDOM = ("test_value_is_conserved_over_random_histories",)


def compared(cycles: list[list[Event]], ours: Answer) -> list[str]:
    books: Books = keep_books_in_cycles(cycles, checked=False)
    return differences(ours, oracle_answer(books))


@pytest.mark.covers("S002-12", "S002-13", "S002-14", "S002-15", "S002-16", "S002-18", "S002-35")
@pytest.mark.parametrize("first", range(0, HISTORIES, _AT_A_TIME))
def test_the_books_of_a_random_history_are_those_of_the_oracle(first: int) -> None:
    for seed in range(first, first + _AT_A_TIME):
        cycles, books = quick_history(seed)
        found = differences(engine_books(cycles), oracle_answer(books))
        assert not found, f"history {seed}:\n" + "\n".join(found)


@pytest.mark.covers("S002-49")
@pytest.mark.parametrize("first", range(0, TOLD_ANEW, _AT_A_TIME))
def test_facts_told_anew_come_to_what_the_oracle_makes_of_them(first: int) -> None:
    """Receipts, bills, credits and runs told again in a later cycle, books closed in between or not."""
    for seed in range(first, first + _AT_A_TIME):
        cycles, books = quick_anew(seed)
        found = differences(engine_books(cycles), oracle_answer(books))
        assert not found, f"history {seed}:\n" + "\n".join(found)


@pytest.mark.parametrize("first", range(0, CHANGING, _AT_A_TIME))
def test_a_change_of_method_is_in_force_where_a_place_is_empty(first: int) -> None:
    """Places that hold units, or owe them, keep the method these came by; emptied and found anew or not."""
    for seed in range(first, first + _AT_A_TIME):
        cycles, books = quick_changing(seed)
        found = differences(engine_books(cycles), oracle_answer(books))
        assert not found, f"history {seed}:\n" + "\n".join(found)


@pytest.mark.parametrize("first", range(0, GIVEN_BACK, _AT_A_TIME))
def test_what_a_customer_gave_back_goes_on_as_units_of_its_receipt(first: int) -> None:
    """Out of mixed shipments, averages and other places; its bill before or after."""
    for seed in range(first, first + _AT_A_TIME):
        cycles, books = quick_onward(seed)
        found = differences(engine_books(cycles), oracle_answer(books))
        assert not found, f"history {seed}:\n" + "\n".join(found)


@pytest.mark.parametrize("first", range(0, SHORT, _AT_A_TIME))
def test_units_that_cover_a_shortage_are_those_that_were_taken_short(first: int) -> None:
    """Shipped or moved before they came, back before or after, on to the supplier; circles among them."""
    circles = 0
    for seed in range(first, first + _AT_A_TIME):
        cycles, books = quick_short(seed)
        circles += books.is_circular()
        found = differences(engine_books(cycles), oracle_answer(books))
        assert not found, f"history {seed}:\n" + "\n".join(found)
    assert circles


def test_circular_genealogy_ends_alike() -> None:
    """Units that cover their own shortage by way of others: no late cost runs in circles."""
    events = any_history(83, 90)
    for cycles in ([events], _deal(events, random.Random(83), 3)):
        books = keep_books_in_cycles(cycles, checked=False)
        assert books.is_circular()
        assert not differences(engine_books(cycles), oracle_answer(books))


@pytest.mark.parametrize("seed", range(2000, 2006))
def test_the_order_of_files_and_the_split_of_a_load_change_nothing(seed: int) -> None:
    """The same facts of one cycle: shuffled, and loaded as one file or as many."""
    events = history(seed, 60)
    right = engine_books([events])
    rng = random.Random(seed)
    with empty_company() as database:
        load(database, FOUNDING, "parties.jsonl")
        shuffled = rng.sample(events, len(events))
        cuts = sorted(rng.sample(range(1, len(shuffled)), 4))
        for place, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(shuffled)], strict=True)):
            load(database, shuffled[start:end], f"part-{place}.jsonl")
        cost(database)
        assert books_of(database) == right


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize("seed", range(2100, 2103))
def test_the_size_of_a_chunk_changes_nothing(size: int, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    cycles = in_cycles(history(seed, 60), seed, 2)
    monkeypatch.setattr(flow, "CHUNK", size)
    assert not compared(cycles, engine_books(cycles))


@pytest.mark.covers("S002-13")
@pytest.mark.parametrize("seed", range(2200, 2205))
def test_a_shelf_that_forgets_between_chunks_finds_everything_in_the_store(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a crash: everything a chunk needs is read anew from what was committed."""
    monkeypatch.setattr(flow, "CHUNK", 5)

    def forgetful(connection, work, steps, now, *, last):  # type: ignore[no-untyped-def]
        work.sales.clear()
        work.reset(connection)
        return chunk.do_chunk(connection, work, steps, now, last=last)

    monkeypatch.setattr(flow, "do_chunk", forgetful)
    cycles = in_cycles(history(seed, 60), seed, 2)
    assert not compared(cycles, engine_books(cycles))


CASES = sorted(name for name in vars(test_oracle) if name.startswith("test_") and name not in RANDOM)


@pytest.mark.parametrize("name", CASES)
def test_the_engine_answers_the_cases_worked_out_on_paper(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each case of the oracle's own tests: the engine agrees wherever books are kept in it."""

    def kept(events: list[Event], **_: object) -> Books:
        return kept_in_cycles([events])

    def kept_in_cycles(cycles: list[list[Event]], **_: object) -> Books:
        books = keep_books_in_cycles(cycles)
        found = differences(engine_books(cycles), oracle_answer(books))
        assert not found, "\n".join(found)
        return books

    monkeypatch.setattr(test_oracle, "keep_books", kept)
    monkeypatch.setattr(test_oracle, "keep_books_in_cycles", kept_in_cycles)
    case = vars(test_oracle)[name]
    given = [mark.args for mark in getattr(case, "pytestmark", []) if mark.name == "parametrize"]
    for chosen in product(*(values for _, values in given)):
        named: dict[str, object] = {}
        for (names, _), values in zip(given, chosen, strict=True):
            named |= {names: values} if isinstance(names, str) else dict(zip(names, values, strict=True))
        case(**named)


def test_a_second_run_over_nothing_new_changes_nothing() -> None:
    with empty_company() as database:
        load(database, [*FOUNDING, *history(5, 60)])
        cost(database)
        before = books_of(database)
        load(database, [*FOUNDING, *history(5, 60)])
        cost(database)
        assert books_of(database) == before
