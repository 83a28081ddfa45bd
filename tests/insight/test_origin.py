"""Origin: units followed back through shipments, transfers, runs and shortages to where they came from."""

from __future__ import annotations

from fractions import Fraction

from tests.insight.plant import Plant, books_of
from tieout.insight.history import History
from tieout.insight.origin import Draw, Origin
from tieout.insight.pool import MADE, Pool, Source
from tieout.runtime.cogs import sold_lots
from tieout.runtime.history import history_of

S1 = Source("bought", "S1", "USD")


def sold(plant: Plant, item: str) -> Pool:
    """What all sold units of an item are made of."""
    with books_of(plant.events) as connection:
        lots = sold_lots(connection, item)
        history = history_of(connection, lots)
    pool = Pool(item)
    Origin(history).fill(pool, [(Draw(lot, None), _sold_units(history, lot)) for lot in lots])
    return pool


def _sold_units(history: History, lot: int) -> Fraction:
    return Fraction(sum(take.quantity for take in history.into[lot]))


def bakery() -> Plant:
    told = Plant()
    told.found(FLOUR="raw", BREAD="finished", CRUMBS="finished", CAKE="finished")
    return told


def test_goods_bought_and_sold_keep_their_receipts() -> None:
    told = bakery()
    first, second = (told.buy("2026-03-02", "FLOUR", "10", price) for price in ("1.00", "2.00"))
    told.sell("2026-03-05", "15", item="FLOUR")
    supply = sold(told, "FLOUR").sources[S1]
    assert (int(supply.units), int(supply.base)) == (15 * 10**6, 20 * 10**8)
    named = {one.name: one.units // 10**6 for one in supply.shown("base")}
    assert named == {f"{first}/1": 10, f"{second}/1": 5}


def test_a_transfer_on_the_road_is_passed_through() -> None:
    told = bakery()
    told.buy("2026-03-02", "FLOUR", "10", "1.00", location="SHOP")
    lines = [{"item": "FLOUR", "quantity": "8"}]
    places = {"from_location": "SHOP", "to_location": "MAIN", "arrived": "2026-03-04"}
    told.tell("stock_transferred", "2026-03-03", transfer="T-1", lines=lines, **places)
    told.sell("2026-03-05", "6", item="FLOUR")
    assert sold(told, "FLOUR").sources[S1].base == 6 * 10**8


def test_a_write_down_stays_with_the_units_that_were_there() -> None:
    """10 at 1.00, 4 sold before the write-down of 0.25 each and 6 after it."""
    told = bakery()
    told.buy("2026-03-02", "FLOUR", "10", "1.00")
    told.sell("2026-03-03", "4", item="FLOUR")
    lines = [{"item": "FLOUR", "per_unit": "-0.25"}]
    told.tell("stock_revalued", "2026-03-04", location="MAIN", reason="damp", lines=lines)
    told.sell("2026-03-05", "6", item="FLOUR")
    pool = sold(told, "FLOUR")
    assert pool.sources[S1].base == 10 * 10**8
    assert pool.revalued.other == -150_000_000
    assert pool.value() == 850_000_000


def test_a_shortage_covered_later_costs_what_covered_it() -> None:
    """5 sold of 2 on hand at 1.00; the other 3 come at 4.00."""
    told = bakery()
    told.buy("2026-03-02", "FLOUR", "2", "1.00")
    told.sell("2026-03-03", "5", item="FLOUR")
    told.buy("2026-03-09", "FLOUR", "10", "4.00")
    pool = sold(told, "FLOUR")
    assert pool.value() == 14 * 10**8
    assert set(pool.sources) == {S1}


def test_a_shortage_nobody_covered_is_said_to_be_one() -> None:
    told = bakery()
    told.buy("2026-03-02", "FLOUR", "2", "1.00")
    told.sell("2026-03-03", "5", item="FLOUR")
    short = sold(told, "FLOUR").sources[Source("stated", "short, not covered")]
    assert (int(short.units), int(short.base)) == (3 * 10**6, 3 * 10**8)


def test_by_products_and_co_products_take_their_parts() -> None:
    """10 flour at 1.00 and labour 6.00: crumbs at 1.00 stated, cake a quarter of 15.00, bread the rest."""
    told = bakery()
    told.buy("2026-03-02", "FLOUR", "10", "1.00")
    beside = [
        {"item": "CRUMBS", "quantity": "1", "role": "by_product", "value": "1.00"},
        {"item": "CAKE", "quantity": "2", "role": "co_product", "share": "0.25"},
    ]
    told.make("2026-03-03", "5", {"FLOUR": "10"}, item="BREAD", labour="6.00", beside=beside)
    for item, units in (("BREAD", "5"), ("CAKE", "2"), ("CRUMBS", "1")):
        told.sell("2026-03-05", units, item=item)
    worth = {item: sold(told, item) for item in ("BREAD", "CAKE", "CRUMBS")}
    assert {item: pool.value() for item, pool in worth.items()} == {
        "BREAD": 11_25000000,
        "CAKE": 3_75000000,
        "CRUMBS": 1_00000000,
    }
    assert worth["BREAD"].sources[MADE].beside == {"FLOUR": Fraction(7_500_000)}
    assert set(worth["CRUMBS"].sources) == {Source("stated", "by-product")}


def test_a_multi_day_run_gives_each_completion_its_part_of_what_was_issued() -> None:
    """8 flour issued; 3 loaves of an expected 4 take 6 of it, the last loaf the rest."""
    told = bakery()
    told.buy("2026-03-02", "FLOUR", "8", "1.00")
    consumed = [{"item": "FLOUR", "quantity": "8"}]
    told.tell("materials_issued", "2026-03-03", run="R", location="MAIN", consumed=consumed)
    told.make("2026-03-04", "3", {}, item="BREAD", run="R", expected_remaining="1")
    told.make("2026-03-05", "1", {}, item="BREAD", run="R")
    told.sell("2026-03-06", "3", item="BREAD")
    pool = sold(told, "BREAD")
    assert pool.sources[MADE].beside == {"FLOUR": Fraction(6_000_000)}
    assert pool.value() == 6 * 10**8
