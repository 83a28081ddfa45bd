"""Taking: oldest first, named lots, provisional layers and what they are valued at."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.costing.floor import MONEY, ONE, Floor
from tieout.core.lot import Flag
from tieout.costing.taking import NotCostable, fallback_value, picks, worth


def test_the_oldest_layer_is_taken_first_and_a_named_lot_by_its_number() -> None:
    floor = Floor("goods_received R1: 2 FLOUR at 1, lot A; 2 FLOUR at 3, lot B")
    work = floor.work()
    assert [pick.lot.number for pick in picks(work, "FLOUR", "MAIN", "", 3 * ONE)] == ["A", "B"]
    assert [pick.lot.number for pick in picks(work, "FLOUR", "MAIN", "B", ONE)] == ["B"]


def test_what_is_missing_comes_from_a_provisional_layer_at_the_last_cost() -> None:
    floor = Floor("goods_received R1: 2 FLOUR at 1.50")
    work = floor.work()
    picked = picks(work, "FLOUR", "MAIN", "", 5 * ONE)
    assert [pick.units for pick in picked] == [2 * ONE, 3 * ONE]
    assert worth(picked) == 750_000_000
    assert work.flags == [Flag("cost_provisional", "FLOUR at MAIN is short; its cost is provisional")]


def test_last_cost_goes_before_an_open_order_price_and_that_before_the_opening_cost() -> None:
    floor = Floor("opening_stock: 3 FLOUR at 0.33333333")
    work = floor.work()
    assert fallback_value(work, "FLOUR", "MAIN", 3 * ONE) == 99_999_999
    work.orders.place("PO", "USD", [("1", "FLOUR", 5 * ONE, Fraction(70))])
    assert fallback_value(work, "FLOUR", "MAIN", ONE) == 70 * ONE
    floor.do("goods_received R1: 3 FLOUR at 2")
    assert fallback_value(work, "FLOUR", "MAIN", ONE) == 200_000_000


def test_where_nothing_says_what_a_unit_costs_nothing_is_taken() -> None:
    floor = Floor()
    with pytest.raises(NotCostable) as refused:
        picks(floor.work(), "FLOUR", "MAIN", "", ONE)
    assert refused.value.problem_code == "cost_unknown"
    assert refused.value.words == {"item": "FLOUR", "location": "MAIN"}


def test_a_lot_that_has_given_already_gives_no_more() -> None:
    floor = Floor("goods_received R1: 2 FLOUR at 1, lot A; 2 FLOUR at 3, lot B")
    work = floor.work()
    given = picks(work, "FLOUR", "MAIN", "A", ONE)
    assert [pick.lot.number for pick in picks(work, "FLOUR", "MAIN", "", ONE, [given[0].lot.id])] == ["B"]


def test_a_lot_that_is_short_gives_nothing_and_asks_for_nothing_of_the_others() -> None:
    floor = Floor("goods_received R1: 2 FLOUR at 1, lot A; 5 FLOUR at 3, lot B")
    floor.shelf.add(floor.lots("FLOUR")[0], -3 * ONE, -3 * MONEY)
    picked = picks(floor.work(), "FLOUR", "MAIN", "", 3 * ONE)
    assert [(pick.lot.number, pick.units) for pick in picked] == [("B", 3 * ONE)]
