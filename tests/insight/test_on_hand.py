"""On hand: stock by the days its entries count on, shortages apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from tests.insight.plant import Event, Plant, books_of
from tests.oracle.engine import FOUNDING, cost, empty_company, load
from tests.oracle.histories import history
from tieout.insight.on_hand import Stock, on_hand
from tieout.runtime.history import history_of
from tieout.runtime.inventory import stock_lots


def stock(plant: Plant, day: str, item: str = "OATS") -> Stock:
    with books_of(plant.events) as connection:
        lots = stock_lots(connection, item)
        return on_hand(history_of(connection, lots), item, date.fromisoformat(day), lots)


def by_day(cycles: Sequence[Sequence[Event]], *days: str) -> list[tuple[int, ...]]:
    """What is on hand and short of oats at the end of each day: units and value, units and value."""
    with books_of(*cycles) as connection:
        lots = stock_lots(connection, "OATS")
        history = history_of(connection, lots)
        return [on_hand(history, "OATS", date.fromisoformat(day), lots)[:4] for day in days]


def oats() -> Plant:
    told = Plant()
    told.found(OATS="raw")
    told.buy("2026-03-02", "OATS", "10", "1.00")
    told.sell("2026-03-20", "4", item="OATS")
    told.sell("2026-04-03", "9", item="OATS")
    told.buy("2026-04-20", "OATS", "1", "3.00")
    return told


def test_stock_is_that_of_the_day() -> None:
    assert stock(oats(), "2026-03-10")[:2] == (10 * 10**6, 10 * 10**8)
    assert stock(oats(), "2026-03-31")[:4] == (6 * 10**6, 6 * 10**8, 0, 0)


def test_what_is_short_stands_apart_until_it_is_covered() -> None:
    assert stock(oats(), "2026-04-10")[:4] == (0, 0, -3 * 10**6, -3 * 10**8)
    assert stock(oats(), "2026-04-30")[:4] == (0, 0, -2 * 10**6, -2 * 10**8)


def test_a_lot_told_smaller_than_what_was_taken_of_it_is_short_until_it_is_covered() -> None:
    """10 came at 1.00 and 8 went; told again, 4 came. Of the 4 short, 3 are covered on 20 March."""
    told = Plant()
    told.found(OATS="raw")
    told.buy("2026-03-02", "OATS", "10", "1.00", id="GR")
    told.sell("2026-03-05", "8", item="OATS")
    receipt = dict(told.events[-3])
    receipt["lines"] = [{**receipt["lines"][0], "quantity": "4"}]
    told.buy("2026-03-20", "OATS", "3", "1.30")
    cycles = [told.events[:-1], [receipt], told.events[-1:]]
    assert by_day(cycles, "2026-03-04", "2026-03-19", "2026-03-20") == [
        (4 * 10**6, 4 * 10**8, 0, 0),
        (0, 0, -4 * 10**6, -4 * 10**8),
        (0, 0, -(10**6), -(10**8)),
    ]


def test_a_shipment_told_again_for_another_day_leaves_on_that() -> None:
    """4 of 10 went on 5 March; told again for 3 April, and then for 4 March."""
    told = Plant()
    told.found(OATS="raw")
    told.buy("2026-03-02", "OATS", "10", "1.00")
    told.tell(
        "goods_shipped",
        "2026-03-05",
        shipment="SH",
        location="MAIN",
        lines=[{"line": "1", "item": "OATS", "quantity": "4"}],
    )
    cycles = [told.events, *([{**told.events[-1], "date": day}] for day in ("2026-04-03", "2026-03-04"))]
    whole, rest = (10 * 10**6, 10 * 10**8, 0, 0), (6 * 10**6, 6 * 10**8, 0, 0)
    days = ("2026-03-04", "2026-03-05", "2026-04-03")
    assert by_day(cycles[:1], *days) == [whole, rest, rest]
    assert by_day(cycles[:2], *days) == [whole, whole, rest]
    assert by_day(cycles, *days) == [rest, rest, rest]


@pytest.mark.parametrize("seed", [0, 2, 4, 5, 7, 9, 12, 14])
def test_at_the_end_it_is_what_the_lots_hold_and_what_went_into_them(seed: int) -> None:
    with empty_company() as database:
        load(database, [*FOUNDING, *history(seed, 60)])
        cost(database)
        with database.read() as connection:
            items = connection.exec_driver_sql("SELECT DISTINCT item FROM lot_held WHERE layer != ''")
            for (item,) in items.all():
                held = connection.exec_driver_sql(
                    "SELECT SUM(h.quantity), SUM(h.value) FROM lot_held h JOIN lot l ON l.id = h.lot "
                    "WHERE l.item = ? AND l.account LIKE 'inventory_%' AND l.account NOT LIKE "
                    "'inventory_adjustment%'",
                    (item,),
                ).one()
                lots = stock_lots(connection, item)
                found = on_hand(history_of(connection, lots), item, date(2026, 12, 31), lots)
                assert found.units + found.short_units == held[0], item
                assert abs(found.value + found.short_value - held[1]) <= 5, item
                assert abs(found.value - found.pool.value()) < 10_000, item
