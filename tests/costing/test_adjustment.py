"""Stock found, lost, counted and revalued."""

from __future__ import annotations

import pytest

from tests.costing.floor import Floor, moved
from tieout.costing.taking import NotCostable


@pytest.mark.covers("S002-15")
def test_found_at_a_stated_cost_or_at_the_last_one_and_lost_at_cost() -> None:
    floor = Floor("goods_received R1: 2 FLOUR at 3")
    assert moved(floor.do("stock_adjusted found: 2 FLOUR at 1"))["adjusted"] == "-2"
    assert moved(floor.do("stock_adjusted found: 2 FLOUR"))["adjusted"] == "-6"
    assert moved(floor.do("stock_adjusted theft: -3 FLOUR"))["adjusted"] == "7"


def test_a_count_compares_with_what_lots_hold_less_what_is_owed() -> None:
    floor = Floor("goods_received R1: 2 FLOUR at 3", "goods_shipped S1: 5 FLOUR")
    facts = floor.do("stock_counted: 1 FLOUR")
    assert moved(facts)["adjusted"] == "-12"  # 4 found at 3.00: 3 of them were owed
    assert floor.on_hand("FLOUR") == [("1", "3")]
    assert floor.do("stock_counted: 1 FLOUR").parts == ()


def test_a_write_down_takes_from_each_lot_and_never_more_than_it_is_worth() -> None:
    floor = Floor("goods_received R1: 2 FLOUR at 3; 4 FLOUR at 1")
    assert moved(floor.do("stock_revalued old: -0.5 FLOUR"))["adjusted"] == "3"
    assert floor.on_hand("FLOUR") == [("2", "5"), ("4", "2")]
    with pytest.raises(NotCostable) as refused:
        floor.do("stock_revalued old: -0.6 FLOUR")
    assert refused.value.problem_code == "write_down_too_large"
