"""Late costs: shares, and where they come to rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.costing.floor import MONEY, Floor, moved
from tieout.core.lot import Flag
from tieout.costing.late import CIRCULAR, shares, spread


@given(st.integers(-(10**14), 10**14), st.lists(st.integers(1, 10**9), min_size=1, max_size=9))
def test_shares_come_to_the_whole_and_each_is_its_rounded_part(value: int, weights: list[int]) -> None:
    parts = shares(value, weights)
    assert sum(parts) == value
    for part, weight in zip(parts[:-1], weights[:-1], strict=True):
        assert abs(2 * (part * sum(weights) - value * weight)) <= sum(weights)


def test_a_late_cost_goes_to_takers_in_order_and_what_is_on_hand() -> None:
    floor = Floor("goods_received R1: 10 FLOUR at 1", "goods_shipped S1 of order O1: 4 FLOUR")
    work = floor.work()
    spread(work, floor.lots("FLOUR")[0], MONEY)
    assert floor.on_hand("FLOUR") == [("6", "6.6")]
    assert [(part.value, str(part.account)) for part in work.parts] == [
        (60_000_000, "inventory_raw"),
        (40_000_000, "shipped_not_invoiced"),
    ]


@pytest.mark.covers("S002-22")
def test_a_late_cost_passes_through_a_run_as_the_cost_did() -> None:
    """1 abnormal of 3 units takes a third; rolls a quarter of the rest; bran at its stated value none."""
    floor = Floor(
        "goods_received R1: 9 FLOUR at 1",
        "production_completed P1: made 2 BREAD; co_product 4 ROLL share 0.25; by_product 1 BRAN worth 1;"
        " used 9 FLOUR; abnormal 1",
    )
    floor.do("landed_cost_billed F1: 3.00 for R1")
    assert floor.on_hand("BRAN") == [("1", "1")]
    assert floor.on_hand("ROLL") == [("4", "1.83333333")]  # 8 × 2/3 × 1/4 + 2 × 1/4
    assert floor.on_hand("BREAD") == [("2", "5.5")]  # 16/3 × 3/4 + 1.5


def test_issued_material_follows_the_completions_since_not_those_before() -> None:
    floor = Floor(
        "goods_received R1: 10 FLOUR at 1, lot A; 10 FLOUR at 1, lot B",
        "materials_issued RUN: 10 FLOUR, lot A",
        "production_completed RUN: made 1 BREAD; remaining 1",
        "materials_issued RUN: 10 FLOUR, lot B",
        "production_completed RUN: made 1 BREAD; remaining 3",
    )
    assert floor.on_hand("BREAD") == [("1", "5"), ("1", "3.75")]
    second = floor.shelf.by_reference("receipt:R1:2")[0]
    work = floor.work()
    spread(work, second, 4 * MONEY)
    assert floor.on_hand("BREAD") == [("1", "5"), ("1", "4.75")]
    assert floor.shelf.by_reference("run:RUN")[0].value == 1425_000_000


def test_of_a_shipped_line_returns_come_first_then_units_sold_then_units_that_wait() -> None:
    floor = Floor(
        "goods_received R1: 10 FLOUR at 1",
        "goods_shipped S1 of order O1: 10 FLOUR",
    )
    floor.cost(floor.event("2026-03-02 invoice_issued I1 of order O1: 4 FLOUR for 9"))
    floor.cost(floor.event("2026-03-02 invoice_issued I2 of order O1: 3 FLOUR for 9"))
    floor.do("goods_returned RMA: 2 FLOUR of S1")
    assert moved(floor.do("landed_cost_billed F1: 1.00 for R1")) == {"allocated": "1", "landed": "1"}
    assert floor.on_hand("FLOUR") == [("2", "2.2")]
    shipped = floor.shelf.by_reference("shipment:S1:1")[0]
    assert (shipped.quantity, shipped.value) == (3 * 10**6, 330_000_000)


def test_units_that_came_back_and_covered_their_own_shortage_bear_nothing() -> None:
    """As if they had never been shipped: a late cost of the line is of those that stayed out."""
    floor = Floor(
        "opening_stock: 1 FLOUR at 1",
        "goods_shipped S1 of order O1: 3 FLOUR",
        "goods_returned RMA: 2 FLOUR of S1",
    )
    assert floor.on_hand("FLOUR") == []
    work, shipped = floor.work(), floor.shelf.by_reference("shipment:S1:1")[0]
    spread(work, shipped, MONEY)
    assert [(part.value, part.account) for part in work.parts] == [(MONEY, shipped.account)]
    assert work.flags == []


def test_units_that_moved_back_and_covered_their_own_shortage_bear_nothing() -> None:
    floor = Floor(
        "goods_received R0: 1 FLOUR at 1",
        "stock_transferred T1 from MAIN to SHOP: 5 FLOUR",
        "stock_transferred T2 from SHOP to MAIN: 3 FLOUR",
        "goods_received R1: 1 FLOUR at 3",
    )
    assert floor.on_hand("FLOUR") == []
    assert floor.on_hand("FLOUR", "SHOP") == [("2", "4")]


def test_what_all_came_back_and_covered_its_own_shortage_finds_its_way_out() -> None:
    """Nothing is out: a late cost of the line runs in a circle, and is an adjustment that is flagged."""
    floor = Floor(
        "opening_stock: 1 FLOUR at 1",
        "goods_shipped S0 of order O0: 1 FLOUR",
        "goods_shipped S1 of order O1: 3 FLOUR",
        "goods_returned RMA: 3 FLOUR of S1",
    )
    work, shipped = floor.work(), floor.shelf.by_reference("shipment:S1:1")[0]
    spread(work, shipped, MONEY)
    assert [(part.value, part.account) for part in work.parts] == [(MONEY, CIRCULAR)]
    assert work.flags == [Flag("cost_circular", "FLOUR at MAIN: its cost is circular")]
