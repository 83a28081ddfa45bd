"""Transfers: at once, on the road, and there."""

from __future__ import annotations

from tests.costing.floor import MONEY, Floor, moved
from tieout.core.lot import CostFacts


def test_each_lot_taken_goes_on_as_a_lot_of_its_own_with_its_number() -> None:
    floor = Floor("goods_received R1: 1 FLOUR at 1, lot A; 1 FLOUR at 2, lot B")
    facts = floor.do("stock_transferred T1 to SHOP: 2 FLOUR")
    assert moved(facts) == {"transferred": "3", "transferred_in": "3"}
    assert [(lot.number, lot.value) for lot in floor.lots("FLOUR", "SHOP")] == [
        ("A", 100_000_000),
        ("B", 200_000_000),
    ]
    assert floor.shelf.last_cost("FLOUR", "SHOP") == (200_000_000, 10**6)


def test_stock_on_the_road_arrives_at_its_cost_as_it_stands_then() -> None:
    floor = Floor("goods_received R1: 2 FLOUR at 1")
    event = floor.event("2026-03-03 stock_transferred T1 to SHOP arriving 2026-03-09: 2 FLOUR")
    facts = floor.cost(event)
    assert facts is not None
    assert {str(part.account) for part in facts.parts} == {"inventory_raw", "inventory_in_transit"}
    floor.do("landed_cost_billed F1: 1.00 for R1")
    assert floor.on_hand("FLOUR", "SHOP") == []
    arrived = floor.cost(event, arriving=True, day="2026-03-09")
    assert arrived is not None
    assert floor.on_hand("FLOUR", "SHOP") == [("2", "3")]
    assert floor.shelf.last_cost("FLOUR", "SHOP") == (300_000_000, 2 * 10**6)


def test_units_moved_before_they_came_are_trued_up_where_they_are() -> None:
    floor = Floor("goods_received R1: 1 FLOUR at 1", "stock_transferred T1 to SHOP: 3 FLOUR")
    assert floor.on_hand("FLOUR") == [("-2", "-2")]
    floor.do("goods_received R2: 2 FLOUR at 4")
    assert floor.on_hand("FLOUR", "SHOP") == [("1", "1"), ("2", "8")]


def mixed() -> Floor:
    """10 at 1.00 by lot; at standard 1.50 since, but MAIN keeps its method while it holds them."""
    floor = Floor("goods_received R1: 10 FLOUR at 1, lot A")
    floor.master.learn(floor.event("item FLOUR: raw, food, at standard 1.5"))
    return floor


def variances(facts: CostFacts | None) -> list[tuple[str, int]]:
    found = facts.parts if facts else ()
    return [(str(part.account), part.value) for part in found if part.name == "standard_variance"]


def test_units_that_come_to_a_place_at_standard_leave_a_variance_behind() -> None:
    floor = mixed()
    facts = floor.do("stock_transferred T1 to SHOP: 4 FLOUR")
    assert moved(facts) == {"transferred": "4", "transferred_in": "6", "standard_variance": "-2"}
    assert variances(facts) == [("purchase_price_variance", -2 * MONEY)]
    assert floor.on_hand("FLOUR", "SHOP") == [("4", "6")]


def test_units_on_the_road_cost_what_they_did_until_they_reach_a_place_at_standard() -> None:
    floor = mixed()
    event = floor.event("2026-03-03 stock_transferred T1 to SHOP arriving 2026-03-09: 4 FLOUR")
    assert variances(floor.cost(event)) == []
    facts = floor.cost(event, arriving=True, day="2026-03-09")
    assert variances(facts) == [("purchase_price_variance", -2 * MONEY)]
    assert floor.on_hand("FLOUR", "SHOP") == [("4", "6")]


def test_what_is_transferred_says_of_which_item() -> None:
    floor = Floor("goods_received R1: 10 FLOUR at 1")
    facts = floor.do("stock_transferred T0 to SHOP: 2 FLOUR")
    assert {part.item for part in facts.parts} == {"FLOUR"}
    event = floor.event("2026-03-03 stock_transferred T1 to SHOP arriving 2026-03-09: 2 FLOUR")
    for told in (floor.cost(event), floor.cost(event, arriving=True, day="2026-03-09")):
        assert told is not None
        assert [(part.name, part.item) for part in told.parts] == [
            ("transferred", "FLOUR"),
            ("transferred_in", "FLOUR"),
        ]


def test_where_lots_do_not_decide_units_travel_under_the_number_they_are_told_by() -> None:
    """By fifo the oldest go, whichever is named; by lot the named one goes, short or not."""
    floor = Floor("goods_received R0: 1 BRAN at 1, lot A")
    floor.master.learn(floor.event("item FLOUR: raw, food, by fifo"))
    floor.do("goods_received R1: 2 FLOUR at 1, lot A; 4 FLOUR at 2, lot B")
    floor.do("stock_transferred T1 to SHOP: 1 FLOUR, lot B", "stock_transferred T2 to SHOP: 1 FLOUR")
    assert [(lot.number, lot.value) for lot in floor.lots("FLOUR", "SHOP")] == [("B", MONEY), ("A", MONEY)]
    floor.do("stock_transferred T3 to SHOP: 1 BRAN, lot C")
    assert [lot.number for lot in floor.lots("BRAN", "SHOP")] == ["C"]
