"""Re-costing a company: whole books come out again; what somebody changed is named in a person's words."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from tests.cycle.test_desk import run
from tests.oracle.engine import Event, cost, empty_company, load
from tests.oracle.order import CLOSED
from tests.oracle.seeds import quick_history
from tests.scenarios.statements import founding
from tieout.runtime.company import Company
from tieout.runtime.recosting import MOST, recosted
from tieout.storage.database import Database

BAKERY = (
    "item FLOUR: raw, food",
    "item BREAD: finished, food",
    "2026-03-02 goods_received R1: 10 FLOUR at 1, lot A; 7 FLOUR at 1.3333, lot B",
    "2026-03-03 production_completed P1: made 3 BREAD; used 11 FLOUR; labour 3",
    "2026-03-04 goods_shipped S1 of order O1: 2 BREAD",
)


def unlocked(connection: Connection, statement: str, *values: object) -> None:
    """Write behind the locks of append-only tables."""
    for (name,) in connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    connection.exec_driver_sql(statement, values)


def told(statement: str) -> list[str]:
    """What is said of the bakery once a row was changed."""
    with empty_company() as database:
        load(database, founding())
        run(database, *BAKERY)
        with database.write() as connection:
            unlocked(connection, statement)
        with database.read() as connection:
            return [one.what for one in recosted(connection).problems]


def test_whole_books_come_out_again_and_what_was_looked_at_is_counted(pantry: Company) -> None:
    with pantry.database.read() as connection:
        found = recosted(connection)
    assert found.problems == []
    assert found.counts["costs worked out again"] > 20
    assert found.counts["costs as a document states them"] > 0


@pytest.mark.covers("S002-53", "S002-54")
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "UPDATE take SET value = value + 1 WHERE n = 1",
            (
                "What lot 1 of FLOUR at MAIN, number A gave to lot 3 is kept as 10.00000001 and "
                "comes to 10.00."
            ),
        ),
        (
            "UPDATE take SET value = 'much' WHERE n = 1",
            "What lot 1 of FLOUR at MAIN, number A gave to lot 3 is kept as 'much' and comes to 10.00.",
        ),
        (
            "UPDATE lot SET value = 1 WHERE id = 2",
            "What lot 2 of FLOUR at MAIN, number B came in at is kept as 0.00000001 and comes to 9.3331.",
        ),
        (
            "UPDATE lot_held SET quantity = quantity * 2 WHERE lot = 2",
            "What lot 2 of FLOUR at MAIN, number B holds now, in units is kept as 12 and comes to 6.",
        ),
        (
            "UPDATE cost SET parts = replace(parts, '300000000', '300000004') WHERE parts LIKE '%labour%'",
            "What lot 3 of P1 at MAIN gave to lot 4 is kept as 14.3333 and comes to 14.33330004.",
        ),
    ],
)
def test_what_somebody_changed_is_named(statement: str, words: str) -> None:
    assert words in told(statement)


def test_rows_that_make_no_sense_are_a_problem_and_no_fault() -> None:
    for statement in (
        "UPDATE take SET lot = 99 WHERE n = 1",
        "UPDATE take SET quantity = 'much' WHERE n = 1",
        "UPDATE cost SET parts = 'nothing' WHERE parts LIKE '%labour%'",
        "DELETE FROM lot WHERE id = 1",
        "UPDATE lot SET account = 'nowhere' WHERE id = 1",
    ):
        assert told(statement)[-1] == "The costs cannot be worked out again to their end.", statement


def test_of_very_many_that_differ_the_first_are_told_and_all_counted() -> None:
    with empty_company() as database:
        load(database, founding())
        run(database, *BAKERY, *(f"2026-03-05 goods_received X{n}: 1 FLOUR at 2" for n in range(MOST)))
        with database.write() as connection:
            unlocked(connection, "UPDATE lot_held SET value = value + 1")
        with database.read() as connection:
            found = recosted(connection)
    assert len(found.problems) == MOST
    assert found.counts["costs that differ"] > MOST


def costed(database: Database, cycles: list[list[Event]]) -> None:
    closed = ""
    for place, events in enumerate(cycles):
        closed = next((act["through"] for act in events if act["kind"] == CLOSED), closed)
        load(database, [event for event in events if event["kind"] != CLOSED], f"cycle-{place}.jsonl")
        cost(database, closed)


TOLD_AGAIN = "SELECT event FROM cost WHERE parts LIKE '%\"re\\_%' ESCAPE '\\'"
"""Facts told again: what they brought to a lot, where it rests there, is taken as kept."""
CHANGES: dict[str, Callable[[random.Random], tuple[str, str]]] = {
    "lot": lambda _: ("value", "value != 0"),
    "take": lambda _: (
        "value",
        f"role NOT IN ('owed', 'withdrawn') AND quantity >= 0 AND event NOT IN ({TOLD_AGAIN})",
    ),
    "lot_held": lambda draw: (draw.choice(["value", "quantity"]), "1 = 1"),
    "revaluation": lambda _: ("value", f"event NOT IN ({TOLD_AGAIN})"),
}


@pytest.mark.covers("S002-53")
@pytest.mark.parametrize("first", range(0, 60, 20))
def test_in_any_history_a_changed_value_is_found(first: int) -> None:
    """Drawn histories of the oracle: by lot, first in first out, average and standard cost, late facts.

    That unchanged ones come out again, `tests/oracle/test_engine.py` holds over all of them.
    """
    for seed in range(first, first + 20):
        draw = random.Random(seed)
        cycles, _ = quick_history(seed)
        with empty_company(founded=True) as database:
            costed(database, cycles)
            for table, change in CHANGES.items():
                column, where = change(draw)
                _change_and_look(database, draw, table, column, where)


def _change_and_look(database: Database, draw: random.Random, table: str, column: str, where: str) -> None:
    key = {"lot": "id", "lot_held": "lot"}.get(table, "n")
    with database.write() as connection:
        rows = connection.exec_driver_sql(f"SELECT {key} FROM {table} WHERE {where} ORDER BY 1").all()
        if not rows:
            return
        row, by = draw.choice(rows)[0], draw.choice([1, -1, 10**8])
        unlocked(connection, f"UPDATE {table} SET {column} = {column} + ? WHERE {key} = ?", by, row)
    with database.read() as connection:
        assert recosted(connection).problems, (table, column, row, by)
    with database.write() as connection:
        connection.exec_driver_sql(f"UPDATE {table} SET {column} = {column} - ? WHERE {key} = ?", (by, row))
    with database.read() as connection:
        assert recosted(connection).problems == []
