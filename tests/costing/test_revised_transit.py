"""Revised transit: units go back onto the road or off it, and no more than there is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cycle.test_revised_goods import stock, told
from tests.oracle.engine import empty_company
from tieout.storage.database import Database


@pytest.fixture
def database() -> Iterator[Database]:
    with empty_company() as made:
        yield made


def units(database: Database, place: str) -> int:
    """Units of flour at a place, in whole ones."""
    found = {key: held for key, held in stock(database).items() if key[:2] == ("FLOUR", place)}
    return sum(quantity for quantity, _ in found.values()) // 10**6


def problems(database: Database) -> list[str]:
    with database.read() as connection:
        return [code for (code,) in connection.exec_driver_sql("SELECT code FROM exception_case")]


@pytest.mark.parametrize(("first", "then", "left"), [(5, 3, 3), (5, 7, 7)])
def test_fewer_or_more_left_than_told(database: Database, first: int, then: int, left: int) -> None:
    lines = [f"2026-03-04 transfer_dispatched T9 to SHOP: {count} FLOUR" for count in (first, then)]
    told(database, *lines)
    assert (units(database, "→T9"), problems(database)) == (left, [])


@pytest.mark.parametrize("kind", ["transfer_arrived T7", "transfer_lost T7"])
@pytest.mark.parametrize(("then", "left", "found"), [(1, 4, []), (5, 0, []), (6, 3, ["not_on_the_road"])])
def test_another_number_came_off_the_road(
    database: Database, kind: str, then: int, left: int, found: list[str]
) -> None:
    """Five are on the road; two came off it, as told first."""
    told(database, *(f"2026-03-04 {kind}: {count} FLOUR" for count in (2, then)))
    assert (units(database, "→T7"), problems(database)) == (left, found)


@pytest.mark.parametrize(
    ("then", "left", "found"),
    [
        ("T7: 1 FLOUR; 1 FLOUR", 3, []),  # two as before, in two lines
        ("T7: 2 FLOUR; 3 FLOUR", 0, []),
        ("T7: 2 FLOUR; 4 FLOUR", 3, ["not_on_the_road"]),
        ("T8: 2 FLOUR", 3, ["not_on_the_road"]),  # nothing is on that road
    ],
)
def test_no_more_is_lost_than_is_on_the_road_however_it_is_told(
    database: Database, then: str, left: int, found: list[str]
) -> None:
    told(database, "2026-03-04 transfer_lost T7: 2 FLOUR", f"2026-03-04 transfer_lost {then}")
    assert (units(database, "→T7"), units(database, "→T8"), problems(database)) == (left, 0, found)
