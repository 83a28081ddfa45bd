"""Receipts, returns to suppliers, opening stock."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.costing.floor import MONEY, ONE, Floor, moved
from tieout.core.event import GoodsReceived
from tieout.core.lot import CostFacts, Part
from tieout.costing.purchase import WENT_BACK, reaccrue, receipt_reference
from tieout.costing.taking import NotCostable, home_value, unit_value


def test_a_value_is_quantity_by_price_by_rate_rounded_once() -> None:
    """3.000001 × 7.77777777 × 1.0837 = 25.28612…: one rounding, at 10⁻⁸."""
    exact = Fraction("3.000001") * Fraction("7.77777777") * Fraction("1.0837") * 10**8
    assert home_value(3_000_001, unit_value(Decimal("7.77777777"), Decimal("1.0837"))) == round(exact)


def test_a_receipt_number_with_a_colon_is_not_mixed_up_with_another() -> None:
    assert receipt_reference("A", "1:2") != receipt_reference("A:1", "2")
    assert receipt_reference("A%3A1", "2") != receipt_reference("A:1", "2")


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


def owed(facts: CostFacts, *names: str) -> list[Part]:
    return [part for part in facts.parts if part.name in names]


def test_what_is_owed_names_its_supplier_line_item_and_units() -> None:
    """So that GRNI is told by supplier and by receipt line, received and gone back alike."""
    floor = Floor()
    facts = floor.do("goods_received R1: 10 FLOUR at 1.5")
    assert owed(facts, "accrued") == [of_line("accrued", 15, 10)]
    facts = floor.do("goods_returned_to_supplier X1: 4 FLOUR of R1")
    assert owed(facts, "accrual_returned") == [of_line("accrual_returned", 6, 4)]


def of_line(name: str, value: int, units: int = 0) -> Part:
    return Part(name, value * MONEY, reference="R1/1", party="Acme", item="FLOUR", quantity=units * ONE)


def test_another_price_is_owed_for_the_whole_line_less_what_went_back() -> None:
    work = Floor().work()
    event = Floor().event("2026-03-02 goods_received R1: 10 FLOUR at 1.5")
    assert isinstance(event, GoodsReceived)
    reaccrue(work, event, event.lines[0], 5 * MONEY, 2 * MONEY)
    assert work.parts == [of_line("accrued", -2)._replace(origin=WENT_BACK), of_line("accrued", 5)]


def test_an_order_that_was_received_in_full_says_no_price_any_more() -> None:
    """What is sold where none ever was costs what is on order; once all of it came, nothing says."""
    floor = Floor()
    floor.context.orders.place("PO1", "USD", [("1", "FLOUR", 10 * ONE, Fraction(500))])
    floor.do("goods_shipped S1 from SHOP: 1 FLOUR")
    assert floor.on_hand("FLOUR", "SHOP") == [("-1", "-5")]
    receipt = floor.event("2026-03-02 goods_received R1: 10 FLOUR at 1")
    assert isinstance(receipt, GoodsReceived)
    floor.cost(replace(receipt, order="PO1", lines=[replace(receipt.lines[0], order_line="1")]))
    with pytest.raises(NotCostable) as refused:
        floor.do("goods_shipped S2 from BACK: 1 FLOUR")
    assert refused.value.problem_code == "cost_unknown"


def test_an_average_gives_what_it_holds_once_and_the_rest_is_short() -> None:
    """Both deliveries of the line are in one average of 5 units: 8 go back, 3 of them are not there."""
    floor = Floor()
    floor.master.learn(floor.event("item OATS: raw, food, by average"))
    floor.do("goods_received R1: 6 OATS at 1", "goods_received R1: 4 OATS at 1", "goods_shipped S1: 5 OATS")
    facts = floor.do("goods_returned_to_supplier X1: 8 OATS of R1")
    assert moved(facts)["sent_back"] == "8"
    assert floor.on_hand("OATS") == [("-3", "-3")]
    assert [flag.code for flag in facts.flags] == ["cost_provisional"]
