"""Events kept: a cycle's steps come in the order of costing, whatever the log's order and size."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.storage.conftest import NewDatabase
from tieout.core.event.rank import rank_of
from tieout.cycle.load import load_stream
from tieout.storage.database import Database
from tieout.storage.events import (
    Cycle,
    known_facts,
    known_lot_numbers,
    known_subjects,
    mark_cycle,
    open_cycle,
    order_of,
    quarantine,
    release,
    steps_of,
)
from tieout.storage.step import Step

NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
START = ("", 0, 0, "", "", 0)


def count(key: int, day: int, sequence: int = 0) -> dict[str, Any]:
    """A count of an item: a small fact that has a day and a place in it."""
    fields = {"location": "MAIN", "lines": [{"item": "FLOUR", "counted": "1"}], "sequence": sequence}
    return {
        "kind": "stock_counted",
        "source": "erp",
        "id": f"C{key}",
        "date": f"2026-03-{day:02d}",
        **fields,
    }


def transfer(key: int, day: int, arrived: int) -> dict[str, Any]:
    line = {"item": "FLOUR", "quantity": "1"}
    said = {"transfer": f"T{key}", "from_location": "MAIN", "to_location": "SHOP", "lines": [line]}
    days = {"date": f"2026-03-{day:02d}", "arrived": f"2026-03-{arrived:02d}"}
    return {"kind": "stock_transferred", "source": "erp", "id": f"T{key}", **days, **said}


def load(database: Database, *events: dict[str, Any]) -> None:
    text = "".join(json.dumps(one) + "\n" for one in events).encode()
    result = load_stream(database, "demo", io.BytesIO(text), "e.jsonl", now=NOW)
    assert not result.problems


def cycle_of(database: Database) -> Cycle:
    with database.write() as connection:
        cycle = open_cycle(connection, NOW, "")
    assert cycle is not None
    return cycle


def steps(database: Database, cycle: Cycle) -> list[Step]:
    with database.read() as connection:
        return steps_of(connection, cycle, order_of(connection, cycle))


def done(database: Database, cycle: Cycle) -> None:
    with database.write() as connection:
        mark_cycle(connection, cycle, position=None, done=True)


FACTS = st.lists(
    st.one_of(
        st.builds(count, st.integers(0, 30), st.integers(1, 28), st.integers(0, 2)),
        st.builds(transfer, st.integers(0, 30), st.integers(1, 14), st.integers(14, 28)),
    ),
    max_size=25,
    unique_by=lambda event: event["id"],
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FACTS, FACTS)
def test_steps_come_by_day_rank_and_place_and_an_arrival_on_its_own_day(
    new_database: NewDatabase, earlier: list[dict[str, Any]], events: list[dict[str, Any]]
) -> None:
    """Nothing of an earlier cycle comes again; what is said anew comes once, as it was said last."""
    database = new_database()
    if earlier:
        load(database, *earlier)
        done(database, cycle_of(database))
    fresh = [event for event in events if event not in earlier]
    if not fresh:
        return
    load(database, *fresh)
    found = steps(database, cycle_of(database))
    assert [step.place for step in found] == sorted(step.place for step in found)
    expected = [(e["date"], rank_of(e["kind"]), e.get("sequence", 0), e["id"]) for e in fresh]
    expected += [(e["arrived"], 30, 0, e["id"]) for e in fresh if e.get("arrived", e["date"]) != e["date"]]
    assert [(step.day, step.rank, step.sequence, step.external_id) for step in found] == sorted(expected)
    assert [step.arriving for step in found].count(True) == len(expected) - len(fresh)


def test_a_cycle_goes_on_after_its_position(database: Database) -> None:
    load(database, *(count(key, 1 + key % 20) for key in range(40)))
    cycle = cycle_of(database)
    every = steps(database, cycle)
    with database.write() as connection:
        mark_cycle(connection, cycle, position=every[16].place, done=False)
    assert steps(database, cycle_of(database)) == every[17:]


@pytest.mark.parametrize("few", [True, False], ids=["few of many", "most of all"])
def test_both_ways_to_read_the_order_give_the_same(database: Database, few: bool) -> None:
    """A cycle over most events walks the index; one over a few of many sorts those few."""
    load(database, *(count(key, 1 + key % 20) for key in range(200 if few else 2)))
    done(database, cycle_of(database))
    fresh = [count(1000 + key, 28 - key) for key in range(10)]
    load(database, *fresh)
    assert [step.external_id for step in steps(database, cycle_of(database))] == [
        one["id"] for one in reversed(fresh)
    ]


def test_only_the_last_revision_of_a_fact_is_a_step_and_says_that_it_revises(database: Database) -> None:
    load(database, count(1, 3), count(2, 4))
    done(database, cycle_of(database))
    load(database, count(1, 5))
    load(database, count(1, 6))
    (step,) = steps(database, cycle_of(database))
    assert (step.day, step.revision, step.revises) == ("2026-03-06", 2, True)


def test_what_was_quarantined_comes_again_when_it_is_released_and_revises_nothing(
    database: Database,
) -> None:
    load(database, count(1, 3), count(2, 4))
    first = cycle_of(database)
    with database.write() as connection:
        quarantine(connection, [1], NOW)
    done(database, first)
    with database.write() as connection:
        release(connection, [1], NOW, "tests")
    load(database, count(3, 1))
    again = steps(database, cycle_of(database))
    assert [step.external_id for step in again] == ["C3", "C1"]
    done(database, cycle_of(database))
    load(database, count(2, 9))
    (step,) = steps(database, cycle_of(database))
    assert step.revises


def test_known_facts_lots_and_documents(database: Database) -> None:
    load(database, count(1, 3), transfer(1, 2, 5))
    load(database, count(1, 4))
    with database.read() as connection:
        names = [("stock_counted", "C1", "erp"), ("stock_counted", "C9", "erp")]
        facts = known_facts(connection, names)
        assert [(revision, stated) for revision, _, stated in facts[names[0]].said] == [
            (0, None),
            (1, None),
        ]
        assert set(facts) == {names[0]}
        assert known_subjects(connection, [("stock_transferred", "T1"), ("stock_counted", "T1")], 9) == {
            ("stock_transferred", "T1")
        }
        assert known_lot_numbers(connection, [("FLOUR", "L-1")], 9) == set()
        assert known_subjects(connection, [("stock_transferred", "T1")], 1) == set()
