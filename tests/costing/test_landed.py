"""Landed cost: whose it is and how it is shared."""

from __future__ import annotations

import pytest

from tests.costing.floor import MONEY, Floor, moved
from tieout.costing.taking import NotCostable


def two_receipts() -> Floor:
    return Floor("goods_received R1: 1 FLOUR at 10", "goods_received R2: 2 FLOUR at 10")


@pytest.mark.covers("S001-56")
def test_by_value_with_the_largest_remainder_to_the_earlier_line_on_ties() -> None:
    floor = two_receipts()
    facts = floor.do("landed_cost_billed F1: 0.01 for R1, R2")
    assert moved(facts) == {"allocated": "0.01", "landed": "0.01"}
    assert floor.on_hand("FLOUR") == [("1", "10.00333333"), ("2", "20.00666667")]


def test_by_quantity_and_each_receipt_once() -> None:
    floor = Floor("goods_received R1: 1 FLOUR at 90", "goods_received R2: 3 FLOUR at 1")
    floor.do("landed_cost_billed F1: 4 for R2, R1, R2 by quantity")
    assert floor.on_hand("FLOUR") == [("1", "91"), ("3", "6")]


def test_goods_of_no_value_share_alike() -> None:
    floor = Floor("goods_received R1: 1 FLOUR at 0", "goods_received R2: 3 FLOUR at 0")
    floor.do("landed_cost_billed F1: 4 for R1, R2")
    assert floor.on_hand("FLOUR") == [("1", "2"), ("3", "2")]


@pytest.mark.parametrize(
    ("words", "code"), [("R1, R9", "receipt_unknown"), ("R1 by weight", "weight_unknown")]
)
def test_what_cannot_be_shared_is_refused(words: str, code: str) -> None:
    with pytest.raises(NotCostable) as refused:
        two_receipts().do(f"landed_cost_billed F1: 4 for {words}")
    assert refused.value.problem_code == code


def test_work_done_for_a_run_joins_what_it_made_by_units_and_what_is_in_progress() -> None:
    floor = Floor("goods_received R1: 30 FLOUR at 1", "materials_issued RUN: 9 FLOUR")
    floor.do("production_completed RUN: made 1 BREAD; remaining 2")
    facts = floor.do("landed_cost_billed P1: 9 for run RUN")
    assert {str(part.account): part.value // 10**8 for part in facts.parts if part.name == "landed"} == {
        "inventory_finished": 3,
        "inventory_wip": 6,
    }
    floor.do("production_completed DAY: made 1 ROLL; used 1 FLOUR", "production_completed DAY: made 3 ROLL")
    floor.do("landed_cost_billed P2: 8 for run DAY")
    assert floor.on_hand("ROLL") == [("1", "3"), ("3", "6")]


def test_work_done_for_several_runs_is_shared_alike_and_for_none_it_waits() -> None:
    floor = Floor("production_completed A: made 1 ROLL; labour 1", "production_completed B: made 3 ROLL")
    floor.do("landed_cost_billed P1: 4 for run A, B")
    assert floor.on_hand("ROLL") == [("1", "3"), ("3", "2")]
    with pytest.raises(NotCostable) as refused:
        floor.do("landed_cost_billed P2: 4 for run C")
    assert refused.value.problem_code == "run_unknown"


def test_work_done_for_a_run_goes_by_its_good_output_alone() -> None:
    """Neither the by-product of the first completion nor what it scrapped makes its part larger."""
    floor = Floor("goods_received R1: 9 FLOUR at 1")
    floor.do(
        "production_completed DAY: used 4 FLOUR; made 1 ROLL; by_product 3 BRAN worth 0.3; abnormal 1",
        "production_completed DAY: used 3 FLOUR; made 3 ROLL",
    )
    before = [lot.value for lot in floor.lots("ROLL")]
    facts = floor.do("landed_cost_billed P1: 8 for run DAY")
    landed = {str(part.account): part.value for part in facts.parts if part.name == "landed"}
    assert [lot.value - was for lot, was in zip(floor.lots("ROLL"), before, strict=True)] == [
        1 * MONEY,
        6 * MONEY,
    ]
    assert landed == {"scrap": 1 * MONEY, "inventory_finished": 6 * MONEY}
