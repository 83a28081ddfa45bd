"""Customer returns."""

from __future__ import annotations

import pytest

from tests.costing.floor import MONEY, ONE, Floor, moved
from tieout.core.account import AccountKey
from tieout.core.lot import Flag, Part
from tieout.costing.shipment import shipment_reference
from tieout.costing.taking import NotCostable


def sold(*more: str) -> Floor:
    """10 at 1.00, 4 shipped, 3 of them invoiced."""
    floor = Floor("goods_received R1: 10 FLOUR at 1", "goods_shipped S1 of order O1: 4 FLOUR")
    floor.cost(floor.event("2026-03-02 invoice_issued I1 of order O1: 3 FLOUR for 9"))
    floor.do(*more)
    return floor


def test_invoiced_units_come_back_first_then_those_that_wait() -> None:
    facts = sold().do("goods_returned RMA: 4 FLOUR of S1")
    assert moved(facts) == {"unsold": "3", "unshipped": "1", "restocked": "4"}


def test_units_not_restocked_are_scrap() -> None:
    facts = sold().do("goods_returned RMA: 1 FLOUR of S1, scrapped")
    assert [str(part.account) for part in facts.parts if part.name == "restocked"] == ["scrap"]


def test_more_than_was_shipped_is_refused() -> None:
    with pytest.raises(NotCostable) as refused:
        sold("goods_returned RMA: 3 FLOUR of S1").do("goods_returned RMB: 2 FLOUR of S1")
    assert refused.value.problem_code == "return_over_shipment"
    assert refused.value.words["over"] == "1"


def test_of_an_unknown_shipment_they_come_back_at_the_last_cost_flagged() -> None:
    facts = sold().do("goods_returned RMA: 2 FLOUR of S9")
    assert moved(facts) == {"unsold": "2", "restocked": "2"}
    assert facts.parts[0].category == "food"
    assert facts.flags == (
        Flag("return_at_last_cost", "FLOUR: 2 units returned of no known shipment, at last cost"),
    )


def test_what_comes_off_an_account_names_its_item_and_of_goods_that_wait_their_line_and_units() -> None:
    """So the cost of sales of an item is explained, and each shipped line shows what still waits."""
    facts = sold().do("goods_returned RMA: 4 FLOUR of S1")
    assert [part for part in facts.parts if part.name in {"unsold", "unshipped"}] == [
        Part("unsold", 3 * MONEY, category="food", item="FLOUR"),
        Part(
            "unshipped",
            MONEY,
            AccountKey("shipped_not_invoiced"),
            quantity=ONE,
            item="FLOUR",
            reference=shipment_reference("S1", "1"),
        ),
    ]
    unknown = sold().do("goods_returned RMA: 2 FLOUR of S9")
    assert Part("unsold", 2 * MONEY, category="food", item="FLOUR") in unknown.parts


def test_units_worth_nothing_wait_no_more_once_they_are_back() -> None:
    floor = Floor("goods_received R1: 2 FLOUR at 0", "goods_shipped S1 of order O1: 2 FLOUR")
    facts = floor.do("goods_returned RMA: 1 FLOUR of S1")
    assert [(part.name, part.value, part.quantity) for part in facts.parts] == [("unshipped", 0, ONE)]


def test_units_that_come_back_as_scrap_cover_nothing_that_is_short() -> None:
    floor = Floor("goods_received R1: 4 FLOUR at 1", "goods_shipped S1: 6 FLOUR")
    facts = floor.do("goods_returned RMA: 1 FLOUR of S1, scrapped")
    assert floor.on_hand("FLOUR") == [("-2", "-2")]
    assert "covered" not in moved(facts)
