"""Matches kept: facts by receipt line in the order of the log, carries as they are now."""

from __future__ import annotations

from decimal import Decimal

from tests.costing.test_matching import fact
from tieout.core.match import LotCarry, Tolerances
from tieout.storage.database import Database
from tieout.storage.matches import (
    append_matches,
    carries_of,
    every_fact,
    facts_of_lines,
    keep_tolerances,
    tolerances_of,
)


def test_what_happened_to_a_line_comes_back_in_order(database: Database) -> None:
    facts = [fact("received", 2, -5), fact("billed", 1, 3)._replace(reference="R2/1"), fact("billed", 2, 6)]
    late = fact("billed", 2, 6)._replace(posted="2026-04-01")
    with database.write() as connection:
        append_matches(connection, [*facts, late])
        append_matches(connection, [])
        names = ["R1/1", *(f"X{number}/1" for number in range(600)), "R2/1"]
        assert facts_of_lines(connection, names) == [*facts, late]
        assert facts_of_lines(connection, ["R2/1"]) == [facts[1]]
        assert facts_of_lines(connection, []) == []
        assert every_fact(connection, "2026-03-31") == facts


def test_the_last_of_what_a_lot_carries_counts(database: Database) -> None:
    first, last = LotCarry("a", "R1/1", 7, 5, 50, 0, 0), LotCarry("b", "R1/1", 7, 4, 40, 1, 10)
    with database.write() as connection:
        append_matches(connection, [], [first, last, first._replace(reference="R2/1")])
        assert carries_of(connection, ["R1/1", "R1/2"]) == {"R1/1": {7: last}, "R1/2": {}}


def test_a_cycle_keeps_the_tolerances_it_began_with(database: Database) -> None:
    now, later = Tolerances(Decimal("0.05"), Decimal("0.001")), Tolerances(Decimal("0.1"), Decimal(0))
    with database.write() as connection:
        assert tolerances_of(connection, 1, later) == later
        assert keep_tolerances(connection, 1, now) == now
        assert keep_tolerances(connection, 1, later) == now
        assert tolerances_of(connection, 1, later) == now
        assert keep_tolerances(connection, 2, later) == later
