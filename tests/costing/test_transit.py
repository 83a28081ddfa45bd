"""Transit: goods on the road until they arrive or are lost; no more comes off it than went on."""

from __future__ import annotations

import pytest

from tests.costing.floor import Floor, moved
from tieout.core.event import event_of
from tieout.costing.taking import NotCostable

ROAD = "→T1"


def test_each_lot_stands_on_the_road_with_its_number_and_cost() -> None:
    floor = Floor("goods_received R1: 1 FLOUR at 1, lot A; 1 FLOUR at 2, lot B")
    facts = floor.do("transfer_dispatched T1 to SHOP: 2 FLOUR")
    assert moved(facts) == {"transferred": "3", "transferred_in": "3"}
    assert [(lot.number, str(lot.account)) for lot in floor.lots("FLOUR", ROAD)] == [
        ("A", "inventory_in_transit"),
        ("B", "inventory_in_transit"),
    ]
    floor.do("transfer_arrived T1: 1 FLOUR, lot B")
    assert (floor.on_hand("FLOUR", ROAD), floor.on_hand("FLOUR", "SHOP")) == ([("1", "1")], [("1", "2")])


def test_places_that_share_an_account_keep_it_on_the_road() -> None:
    floor = Floor("goods_received R1: 2 FLOUR at 1", "stock_transferred T0 to SHOP: 2 FLOUR")
    kiosk = {"kind": "location", "source": "erp", "id": "KIOSK", "date": "2026-01-01", "location": "KIOSK"}
    floor.master.learn(event_of({**kiosk, "account_group": "shop"}))
    floor.cost(floor.event("2026-03-02 transfer_dispatched T1 to MAIN: 2 FLOUR", to_location="KIOSK"))
    assert [str(lot.account) for lot in floor.lots("FLOUR", ROAD)] == ["inventory_raw(shop)"]


def test_units_keep_their_lot_number_on_the_road_whatever_they_are_costed_by() -> None:
    floor = Floor()
    floor.master.learn(floor.event("item FLOUR: raw, food, by fifo"))
    floor.do("goods_received R1: 2 FLOUR at 1, lot A", "transfer_dispatched T1 to SHOP: 2 FLOUR")
    assert [lot.number for lot in floor.lots("FLOUR", ROAD)] == ["A"]
    floor.do("transfer_arrived T1: 1 FLOUR, lot A")
    assert floor.on_hand("FLOUR", "SHOP") == [("1", "1")]


def test_an_item_at_average_cost_keeps_on_the_road_what_it_left_with() -> None:
    floor = Floor()
    floor.master.learn(floor.event("item FLOUR: raw, food, by average"))
    floor.do("goods_received R1: 2 FLOUR at 1", "goods_received R2: 2 FLOUR at 2")
    floor.do("transfer_dispatched T1 to SHOP: 2 FLOUR", "goods_received R3: 2 FLOUR at 9")
    facts = floor.do("transfer_dispatched T1 to SHOP: 2 FLOUR")
    assert facts.flags == ()
    assert floor.on_hand("FLOUR", ROAD) == [("2", "3"), ("2", "10.5")]
    assert floor.do("transfer_arrived T1: 3 FLOUR").flags == ()
    assert floor.on_hand("FLOUR", "SHOP") == [("3", "8.25")]


@pytest.mark.parametrize(
    "statement",
    [
        "transfer_arrived T1: 3 FLOUR",
        "transfer_arrived T1: 2 FLOUR, lot B",
        "transfer_arrived T1: 2 FLOUR; 1 FLOUR",
        "transfer_arrived T2: 1 FLOUR",
        "transfer_lost T1: 3 FLOUR",
        "transfer_lost T1: 1 BREAD",
    ],
)
def test_no_more_comes_off_the_road_than_is_on_it(statement: str) -> None:
    floor = Floor("goods_received R1: 4 FLOUR at 1, lot A; 1 FLOUR at 2, lot B")
    floor.do("transfer_dispatched T1 to SHOP: 2 FLOUR")
    with pytest.raises(NotCostable, match="not_on_the_road"):
        floor.do(statement)
    assert floor.on_hand("FLOUR", ROAD) == [("2", "2")]


def test_what_is_lost_goes_to_the_account_of_its_reason() -> None:
    floor = Floor("goods_received R1: 4 FLOUR at 1", "transfer_dispatched T1 to SHOP: 2 FLOUR")
    facts = floor.do("transfer_lost T1: 2 FLOUR")
    assert moved(facts) == {"lost": "2", "adjusted": "2"}
    assert floor.on_hand("FLOUR", ROAD) == []
