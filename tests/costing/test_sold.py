"""Sold: units of a shipped line by the day their sale counts on, and what their cost does to each month."""

from __future__ import annotations

from tests.costing.floor import Floor
from tieout.core.lot import CostFacts
from tieout.costing.genealogy import Lot
from tieout.costing.sold import last_sold, sold_by_day, sold_lot


def two_months() -> tuple[Floor, Lot, Lot]:
    """Four shipped on 31 March: two sold in April, one in May, one not yet."""
    floor = Floor("goods_received R1: 9 FLOUR at 2")
    floor.cost(floor.event("2026-03-31 goods_shipped S1 of order O1: 4 FLOUR"))
    floor.cost(floor.event("2026-04-02 invoice_issued I1 of order O1: 2 FLOUR for 9"))
    floor.cost(floor.event("2026-05-03 invoice_issued I2 of order O1: 1 FLOUR for 9"))
    [shipped] = floor.shelf.by_reference("shipment:S1:1")
    sold = sold_lot(floor.shelf, shipped)
    assert sold is not None
    return floor, shipped, sold


def cogs_by_month(facts: CostFacts | None) -> dict[str, int]:
    assert facts is not None
    return {
        part.period: part.value // 10**6
        for part in facts.parts
        if part.account is not None and part.account.role == "cogs"
    }


def test_each_sale_has_its_day_and_the_last_comes_back_first() -> None:
    floor, shipped, sold = two_months()
    assert sold.day == "2026-04-02"
    assert sold_by_day(floor.shelf, shipped, sold) == [("2026-04-02", 2 * 10**6), ("2026-05-03", 10**6)]
    assert last_sold(floor.shelf, shipped, sold, 2 * 10**6) == [
        ("2026-05-03", 10**6),
        ("2026-04-02", 10**6),
    ]
    floor.cost(floor.event("2026-05-04 goods_returned RMA1: 1 FLOUR of S1"))
    assert sold_by_day(floor.shelf, shipped, sold) == [("2026-04-02", 2 * 10**6)]


def test_a_late_cost_states_the_month_of_each_sale() -> None:
    """The flour cost 0.50 more apiece: 1.00 is of April, 0.50 of May, 0.50 waits, 2.50 is on the shelf."""
    floor, _, _ = two_months()
    facts = floor.cost(floor.event("2026-06-01 landed_cost_billed F1: 4.50 for R1"))
    assert cogs_by_month(facts) == {"2026-04": 1_00, "2026-05": 50}


def test_units_told_late_are_sold_on_the_day_of_their_sale() -> None:
    """The invoice of 2 April came first; the shipment of 31 March completes it."""
    floor = Floor("goods_received R1: 9 FLOUR at 2")
    assert floor.cost(floor.event("2026-04-02 invoice_issued I1 of order O1: 2 FLOUR for 9")) is None
    floor.cost(floor.event("2026-03-31 goods_shipped S1 of order O1: 2 FLOUR"))
    [shipped] = floor.shelf.by_reference("shipment:S1:1")
    sold = sold_lot(floor.shelf, shipped)
    assert sold is not None
    assert sold_by_day(floor.shelf, shipped, sold) == [("2026-04-02", 2 * 10**6)]
    facts = floor.cost(floor.event("2026-06-01 landed_cost_billed F1: 4.50 for R1"))
    assert cogs_by_month(facts) == {"2026-04": 1_00}
