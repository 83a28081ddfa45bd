"""Receipts, returns to suppliers, opening stock."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from tests.costing.floor import Floor, moved
from tieout.costing.purchase import receipt_reference
from tieout.costing.taking import NotCostable, home_value, unit_value


def test_a_value_is_quantity_by_price_by_rate_rounded_once() -> None:
    """3.000001 × 7.77777777 × 1.0837 = 25.28612…: one rounding, at 10⁻⁸."""
    exact = Fraction("3.000001") * Fraction("7.77777777") * Fraction("1.0837") * 10**8
    assert home_value(3_000_001, unit_value(Decimal("7.77777777"), Decimal("1.0837"))) == round(exact)


def test_a_receipt_number_with_a_colon_is_not_mixed_up_with_another() -> None:
    assert receipt_reference("A", "1:2") != receipt_reference("A:1", "2")


@pytest.mark.covers("S002-12", "S002-35")
def test_a_receipt_is_inventory_and_an_accrual_per_line() -> None:
    floor = Floor()
    facts = floor.do("goods_received R1: 2 FLOUR at 1.25, lot A; 3 BRAN at 0.10")
    assert moved(facts) == {"received": "2.8", "accrued": "2.8"}
    assert [part.reference for part in facts.parts if part.name == "accrued"] == ["R1/1", "R1/2"]


def test_units_sent_back_take_their_share_of_a_late_cost_as_price_variance() -> None:
    floor = Floor("goods_received R1: 10 FLOUR at 1", "landed_cost_billed F1: 2.00 for R1")
    facts = floor.do("goods_returned_to_supplier X1: 5 FLOUR of R1")
    assert moved(facts) == {"sent_back": "6", "accrual_returned": "5", "price_variance": "1"}
    facts = floor.do("landed_cost_billed F2: 1.00 for R1")
    late = {str(part.account): part.value for part in facts.parts if part.name == "landed"}
    assert late == {"inventory_raw": 50_000_000, "purchase_price_variance": 50_000_000}


def test_goods_that_cost_nothing_are_sent_back_like_any_other() -> None:
    """Without value, but their units are billed no more: the match must hear of them."""
    facts = Floor("goods_received R1: 10 FLOUR at 0").do("goods_returned_to_supplier X1: 5 FLOUR of R1")
    noted = [(part.value, part.quantity) for part in facts.parts if part.name == "accrual_returned"]
    assert noted == [(0, 5_000_000)]


def test_what_the_lot_no_longer_holds_is_negative_stock() -> None:
    floor = Floor("goods_received R1: 10 FLOUR at 1", "goods_shipped S1: 8 FLOUR")
    facts = floor.do("goods_returned_to_supplier X1: 5 FLOUR of R1")
    assert moved(facts) == {"sent_back": "5", "accrual_returned": "5"}
    assert floor.on_hand("FLOUR") == [("-3", "-3")]


def test_what_came_back_from_a_customer_goes_before_anything_is_short() -> None:
    """2 in the receipt's own lot, 3 back from a customer, 1 short; the other receipt's 7 stay."""
    floor = Floor("goods_received R1: 10 FLOUR at 1", "goods_shipped S1: 8 FLOUR")
    floor.do("goods_received R2: 7 FLOUR at 3", "goods_returned RMA: 3 FLOUR of S1")
    facts = floor.do("goods_returned_to_supplier X1: 6 FLOUR of R1")
    assert moved(facts) == {"sent_back": "6", "accrual_returned": "6"}
    assert floor.on_hand("FLOUR") == [("7", "21"), ("-1", "-1")]
    assert [flag.code for flag in facts.flags] == ["cost_provisional"]


def test_an_unknown_receipt_line_is_refused() -> None:
    with pytest.raises(NotCostable) as refused:
        Floor().do("goods_returned_to_supplier X1: 5 FLOUR of R9")
    assert refused.value.problem_code == "receipt_unknown"


def test_opening_stock_states_the_opening_cost_and_covers_what_is_short() -> None:
    floor = Floor("goods_received R1: 1 FLOUR at 2", "goods_shipped S1: 2 FLOUR")
    assert moved(floor.do("opening_stock: 3 FLOUR at 1.5"))["opened"] == "4.5"
    assert floor.on_hand("FLOUR") == [("2", "3")]
    assert floor.shelf.opening_cost("FLOUR", "MAIN") == (150, 1)
