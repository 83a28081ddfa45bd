"""Pool: units costed by average stand in one lot, and late costs go where they went."""

from __future__ import annotations

from tests.costing.floor import MONEY, Floor, moved, shown
from tieout.costing.descent import POOLED
from tieout.costing.pool import blend, blend_at


def averaged(*statements: str) -> Floor:
    floor = Floor()
    floor.master.learn(floor.event("item OATS: raw, food, by average"))
    floor.do(*statements)
    return floor


def test_what_comes_in_joins_what_is_there_by_quantity() -> None:
    floor = averaged("goods_received R1: 10 OATS at 1; 5 OATS at 4")
    (pool,) = floor.lots("OATS")
    assert (shown(pool.quantity, 10**6), shown(pool.value, 10**8)) == ("15", "30")
    assert [take.role for lot in (1, 2) for take in floor.shelf.takes(floor.shelf.lot(lot))] == [POOLED] * 2


def test_a_pool_that_is_alone_is_left_alone() -> None:
    floor = averaged("goods_received R1: 10 OATS at 1")
    before = floor.shelf.next_lot
    blend(floor.work())
    floor.do("goods_shipped S1: 4 OATS")
    assert floor.shelf.next_lot == before + 1
    assert floor.on_hand("OATS") == [("6", "6")]


def test_other_places_have_pools_of_their_own() -> None:
    floor = averaged(
        "goods_received R1: 10 OATS at 1; 10 OATS at 3", "stock_transferred T1 to SHOP: 5 OATS"
    )
    floor.do("goods_received R2: 5 OATS at 8")
    assert floor.on_hand("OATS") == [("20", "70")]
    assert floor.on_hand("OATS", "SHOP") == [("5", "10")]


def test_a_thousand_receipts_are_a_thousand_pools_and_a_late_cost_runs_through_them() -> None:
    floor = averaged("goods_received R1: 10 OATS at 1")
    for number in range(2, 1002):
        floor.do(f"goods_received R{number}: 10 OATS at 1", f"goods_shipped S{number}: 10 OATS")
    facts = floor.do("landed_cost_billed F1: 1.00 for R1")
    assert sum(part.value for part in facts.parts if part.name == "landed") == 10**8
    assert floor.on_hand("OATS") == [("10", "10.00000001")]  # the last quantum goes on to the last pool


def test_a_run_that_makes_what_it_takes_reworks_the_pool() -> None:
    """10 for 20: 4 go into a run with 2 of labour and come back as 4 for 10."""
    floor = averaged("goods_received R1: 10 OATS at 2")
    facts = floor.do("production_completed P1: made 4 OATS; used 4 OATS; labour 2")
    assert moved(facts)["produced"] == "10"
    assert floor.on_hand("OATS") == [("10", "22")]


def test_a_place_that_is_no_average_any_more_keeps_its_layers() -> None:
    floor = averaged("goods_received R1: 10 OATS at 2", "goods_shipped S1: 10 OATS")
    floor.master.learn(floor.event("item OATS: raw, food, by fifo"))
    floor.do("goods_received R2: 10 OATS at 3", "goods_received R3: 10 OATS at 5")
    floor.do("landed_cost_billed F1: 1.00 for R1")
    blend_at(floor.work(), "OATS", "MAIN")
    assert floor.on_hand("OATS") == [("10", "30"), ("10", "50")]


def test_what_joins_a_pool_on_another_account_leaves_its_own() -> None:
    """10 for 10.00 stood with the raw goods; the item is merchandise since, and 5 more come for 20.00."""
    floor = averaged("goods_received R1: 10 OATS at 1")
    floor.master.learn(floor.event("item OATS: merchandise, food, by average"))
    facts = floor.do("goods_received R2: 5 OATS at 4")
    assert [(part.name, str(part.account), part.value, part.item) for part in facts.parts[-2:]] == [
        ("covering", "inventory_raw", 10 * MONEY, "OATS"),
        ("covered", "inventory_merchandise", 10 * MONEY, "OATS"),
    ]
    (pool,) = floor.lots("OATS")
    assert (str(pool.account), pool.value) == ("inventory_merchandise", 30 * MONEY)
