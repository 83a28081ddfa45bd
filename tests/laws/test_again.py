"""Laws 4, 5 and 12: order, splits, repetition, poison and the machine change nothing in the books."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.acceptance import shop as jam
from tests.cycle.small_books import text_of
from tests.problems.journey import Shop, shop
from tieout.storage.dump import canonical_dump

QUICK = settings(max_examples=15, phases=[Phase.explicit, Phase.generate])
MONTH: Final = (
    *jam.MASTER,
    jam.received("GR-1", "2026-03-02", 20),
    jam.received("GR-2", "2026-03-04", 20, "2.50"),
    *jam.sold("SO-1", "2026-03-05", 15, "75.00"),
    *jam.sold("SO-2", "2026-03-06", 10, "50.00"),
    jam.billed("B-1", "2026-03-09", "GR-1", 20, "41.50"),
    jam.paid("P-1", "2026-03-10", "SO-1", "75.00"),
)


def _lines_of(company: Shop, *sections: str) -> list[str]:
    lines = canonical_dump(company.database)
    return [line for line in lines if not sections or line.partition(" ")[0] in sections]


def _books(files: Sequence[Sequence[jam.Fact]]) -> list[str]:
    with shop() as company:
        for place, events in enumerate(files):
            assert company.load(text_of(events), f"{place}.jsonl").problems == []
        company.cost()
        assert company.cases() == []
        return _lines_of(company)


@cache
def books_at_once() -> list[str]:
    """The books of the whole month in one file, made once."""
    return _books([MONTH])


@pytest.mark.covers("S000-37", "S004-27", "S002-28")
@given(data=st.data())
@QUICK
def test_any_order_split_and_repetition_of_a_load_makes_the_same_books(data: st.DataObject) -> None:
    """Law 4: within one costing cycle."""
    order = data.draw(st.permutations(MONTH))
    again = data.draw(st.lists(st.sampled_from(MONTH), max_size=5))
    told = [*order, *again]
    cuts = sorted(data.draw(st.sets(st.integers(0, len(told)), max_size=4)))
    files = [told[start:end] for start, end in pairwise([0, *cuts, len(told)])]
    assert _books([events for events in files if events]) == books_at_once()


@pytest.mark.covers("S000-37", "S001-94")
@given(again=st.lists(st.sampled_from(MONTH), min_size=1, max_size=8))
@QUICK
def test_an_old_file_loaded_again_undoes_no_correction(again: list[jam.Fact]) -> None:
    """Law 4: whatever comes back of what was said before, the books stay those of the correction."""
    corrected = jam.billed("B-1", "2026-03-09", "GR-1", 20, "41.00")
    with shop() as company:
        for told in (MONTH, [corrected]):
            assert company.load(text_of(told), f"{len(told)}.jsonl").problems == []
            company.cost()
        books = _lines_of(company)
        refused = company.load(text_of(again), "old.jsonl").problems
        company.cost()
        assert _lines_of(company) == books
    replaced = sum(one["id"] == corrected["id"] and one["kind"] == corrected["kind"] for one in again)
    assert [one.code for one in refused] == ["statement_replaced"] * replaced


def _poison(number: int, day: int) -> list[jam.Fact]:
    """Facts that may not enter, each for a reason of its own."""
    when = f"2026-03-{day:02}"
    line = {"line": "1", "item": "JAM", "quantity": "1"}
    return [
        {**jam.shipped(f"X{number}", when, 1), "lines": [{**line, "item": "NOBODY-KNOWS"}]},
        {**jam.invoiced(f"X{number}", when, 1, "5.00"), "total": "9.00"},
        {**jam.received(f"X{number}", when, 1), "supplier": "S-404"},
        {**jam.shipped(f"X{number}", when, 1), "location": "NOWHERE"},
        {**jam.paid(f"X{number}", when, "SO-1", "1.00"), "invoice": ""},
    ]


BOOKS = ("lot", "take", "cost", "entry", "entry_line", "balance")


@given(
    st.lists(
        st.tuples(st.integers(4, len(MONTH)), st.integers(1, 28), st.integers(0, 4)), min_size=1, max_size=6
    )
)
@QUICK
def test_poison_anywhere_leaves_the_books_of_its_neighbours(places: list[tuple[int, int, int]]) -> None:
    """Law 5: the books are those of the load without it, and every poison event has its case."""
    told: list[Any] = list(MONTH)
    for number, (place, day, which) in enumerate(sorted(places, reverse=True)):
        told.insert(place, _poison(number, day)[which])
    with shop() as company:
        assert company.load(text_of(told)).problems == []
        company.cost()
        assert len({one.where.subject for one in company.cases()}) == len(places)
        books = _lines_of(company, *BOOKS)
    assert books == [line for line in books_at_once() if line.partition(" ")[0] in BOOKS]


WORK: Final = """
import sys
from tests.laws.test_again import at_some_time
sys.stdout.write(at_some_time(int(sys.argv[1])))
"""


def at_some_time(hours: int) -> str:
    """The hash of the month's dump when it is taken in and costed so many hours later."""
    from datetime import timedelta

    from tests.problems import journey

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journey, "NOW", journey.NOW + timedelta(hours=hours))
        return _hash(_books([MONTH]))


def _hash(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@pytest.mark.parametrize(
    ("zone", "seed", "hours"), [("Pacific/Kiritimati", "1", 0), ("America/Los_Angeles", "4711", 50_000)]
)
def test_another_clock_zone_and_seed_make_the_same_books_byte_for_byte(
    zone: str, seed: str, hours: int
) -> None:
    """Law 12: a process of its own, elsewhere and at another time."""
    machine = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"}
    run = [sys.executable, "-c", WORK, str(hours)]
    said = subprocess.run(run, env=machine, capture_output=True, text=True, check=True).stdout
    assert said == _hash(books_at_once())
