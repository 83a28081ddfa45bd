"""Transfers: at once, on the road, and there."""

from __future__ import annotations

from tests.costing.floor import Floor, moved


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
