"""Giving back: units return to the lots they came from, last taken first, as adjusted to date."""

from __future__ import annotations

import pytest

from tests.costing.floor import MONEY, ONE, Floor
from tieout.core.account import AccountKey
from tieout.core.lot import Flag
from tieout.costing.genealogy import Lot, NoGenealogy
from tieout.costing.giving_back import brought, cover_all, give_back, had, leaving, never_there, withdraw
from tieout.costing.late import kept, spread
from tieout.costing.taking import NotCostable, Work


class Remembered(NoGenealogy):
    """Tells of the lots on the floor's own shelf."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor

    def sources(self, sink: int) -> list[int]:
        taken = [take for lot in self.floor.shelf._lots.values() for take in lot.fresh if take.sink == sink]
        return list(dict.fromkeys(take.lot for take in taken))


def shop() -> tuple[Floor, Work]:
    """5 at 1.00 and 5 at 3.00; 8 were shipped."""
    floor = Floor("goods_received R1: 5 FLOUR at 1", "goods_received R2: 5 FLOUR at 3")
    floor.do("goods_shipped S1: 8 FLOUR")
    floor.shelf.genealogy = Remembered(floor)
    return floor, Work(floor.shelf, floor.master, "later", "2026-03-05", floor.context.orders)


def lot(floor: Floor, reference: str) -> Lot:
    return floor.shelf.by_reference(reference)[0]


def test_what_was_taken_last_goes_back_first() -> None:
    floor, work = shop()
    shipped = lot(floor, "shipment:S1:1")
    assert [(pick.units, pick.value) for pick in brought(work, shipped, 4 * ONE)] == [
        (3 * ONE, 9 * MONEY),
        (1 * ONE, 1 * MONEY),
    ]
    with pytest.raises(NotCostable) as refused:
        brought(work, shipped, 9 * ONE)
    assert refused.value.words == {"item": "FLOUR", "units": "1"}


def test_a_late_cost_goes_back_with_its_units_and_follows_what_was_kept_only() -> None:
    floor, work = shop()
    first, shipped = lot(floor, "receipt:R1:1"), lot(floor, "shipment:S1:1")
    spread(work, first, 5 * MONEY)
    assert had(work, first, shipped) == (5 * ONE, 10 * MONEY)
    assert had(work, first, shipped, late=False) == (5 * ONE, 5 * MONEY)
    picked = [pick for pick in brought(work, shipped, 5 * ONE) if pick.lot is first]
    assert give_back(work, picked, shipped, "shipped", "") == 4 * MONEY
    assert (first.quantity, first.value) == (2 * ONE, 4 * MONEY)
    assert [weight for _, weight in kept(floor.shelf.takes(first))] == [3 * ONE]


def test_units_handed_on_leave_their_lot_short_at_what_they_came_at() -> None:
    floor, work = shop()
    second = lot(floor, "receipt:R2:1")
    assert leaving(work, second, 4 * ONE) == 12 * MONEY
    assert (second.quantity, second.value) == (-2 * ONE, -6 * MONEY)
    assert work.flags == [Flag("cost_provisional", "FLOUR at MAIN is short; its cost is provisional")]
    assert second in floor.shelf.layers("FLOUR", "MAIN")


def test_units_that_never_came_have_no_share_in_a_late_cost() -> None:
    floor, work = shop()
    second = lot(floor, "receipt:R2:1")
    value = leaving(work, second, 1 * ONE)
    sink = work.bear("FLOUR", "MAIN", AccountKey("purchase_price_variance"), 1 * ONE, 0)
    withdraw(work, second, 1 * ONE, value, sink)
    assert never_there(floor.shelf, second) == ONE
    assert (second.quantity, second.value) == (1 * ONE, 3 * MONEY)
    spread(work, second, 4 * MONEY)
    assert second.value == 4 * MONEY


@pytest.mark.parametrize(("shipped", "short"), [(16, False), (17, True)])
def test_units_that_joined_an_average_are_short_only_where_it_holds_too_few(
    shipped: int, short: bool
) -> None:
    """10 and 10 stand together, some are shipped; 4 of the first 10 never came."""
    floor = Floor()
    floor.master.learn(floor.event("item OATS: raw, food, by average"))
    floor.do("goods_received R1: 10 OATS at 1", "goods_received R2: 10 OATS at 3")
    floor.do(f"goods_shipped S1: {shipped} OATS")
    work = floor.work()
    assert leaving(work, lot(floor, "receipt:R1:1"), 4 * ONE) == 4 * MONEY
    assert [flag.code for flag in work.flags] == ["cost_provisional"] * short


def test_what_is_not_there_leaves_at_the_cost_that_is_stated() -> None:
    """1 of 5 units is there, at its 3.00; the 3 others at what the caller says a unit costs."""
    floor, work = shop()
    second = lot(floor, "receipt:R2:1")
    floor.do("goods_shipped S2: 1 FLOUR")
    assert leaving(work, second, 4 * ONE, (7 * MONEY, ONE)) == (3 + 3 * 7) * MONEY


def test_only_stock_that_is_there_covers_what_is_short() -> None:
    floor = Floor("goods_received R1: 2 FLOUR at 1", "goods_shipped S1: 5 FLOUR")
    work = floor.work()
    scrap = work.bear("FLOUR", "MAIN", AccountKey("scrap"), ONE, MONEY)
    cover_all(work, [scrap])
    assert floor.on_hand("FLOUR") == [("-3", "-3")]
    found = work.stock("FLOUR", "MAIN", 4 * ONE, 4 * MONEY)
    cover_all(work, [scrap, found])
    assert floor.on_hand("FLOUR") == [("1", "1")]


def test_an_emptied_lot_that_is_short_stands_on_the_shelf_again() -> None:
    """Else nothing that comes later would cover it."""
    floor, work = shop()
    first = lot(floor, "receipt:R1:1")
    assert first not in floor.shelf.layers("FLOUR", "MAIN")
    leaving(work, first, 2 * ONE)
    assert floor.on_hand("FLOUR") == [("-2", "-2"), ("2", "6")]
    floor.do("goods_received R3: 5 FLOUR at 1")
    assert floor.on_hand("FLOUR") == [("2", "6"), ("3", "3")]
