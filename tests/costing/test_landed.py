"""Landed cost: whose it is and how it is shared."""

from __future__ import annotations

import pytest

from tests.costing.floor import Floor, moved
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
