"""Shipments and the sales that recognise their cost."""

from __future__ import annotations

import pytest

from tests.costing.floor import Floor, moved
from tieout.costing.shipment import make_good, order_line_key, owe
from tieout.costing.sold import sold_lot


@pytest.mark.covers("S002-14", "S002-19")
def test_a_shipment_costs_its_very_lots_and_waits_for_its_invoice() -> None:
    floor = Floor("goods_received R1: 1 FLOUR at 0, lot A; 1 FLOUR at 50, lot B")
    facts = floor.do("goods_shipped S1 of order O1: 1 FLOUR, lot B")
    assert moved(facts) == {"shipped": "50", "waiting": "50"}
    assert floor.on_hand("FLOUR") == [("1", "0")]


def test_a_sale_takes_what_was_shipped_first_and_only_when_all_is_there() -> None:
    floor = Floor("goods_received R1: 1 FLOUR at 1; 9 FLOUR at 2", "goods_shipped S1 of order O1: 2 FLOUR")
    bill = floor.event("2026-03-03 invoice_issued I1 of order O1: 3 FLOUR for 9")
    assert floor.cost(bill) is None
    facts = floor.cost(floor.event("2026-03-05 goods_shipped S2 of order O1: 2 FLOUR"))
    assert facts is not None
    assert moved(facts) == {"shipped": "4", "recognised": "3", "sold_at_once": "2", "waiting": "2"}
    (done,) = facts.recognised
    assert (done.day, done.parts) == ("2026-03-05", ())


def test_a_backdated_shipment_waits_until_the_day_of_the_invoice() -> None:
    """Its cost is not yet sold on its own day: cost and revenue both stand on the later day."""
    floor = Floor("goods_received R1: 9 FLOUR at 2")
    floor.cost(floor.event("2026-03-20 invoice_issued I1 of order O1: 3 FLOUR for 9"))
    facts = floor.cost(floor.event("2026-03-05 goods_shipped S2 of order O1: 3 FLOUR"))
    assert facts is not None
    assert moved(facts) == {"shipped": "6", "waiting": "6"}
    (done,) = facts.recognised
    assert done.day == "2026-03-20"
    assert [(part.name, part.value) for part in done.parts] == [("recognised", 600_000_000)]


def test_all_units_sold_of_one_line_stand_in_one_lot() -> None:
    floor = Floor("goods_received R1: 9 FLOUR at 2", "goods_shipped S1 of order O1: 5 FLOUR")
    for number in ("I1", "I2"):
        floor.cost(floor.event(f"2026-03-03 invoice_issued {number} of order O1: 2 FLOUR for 9"))
    sold = sold_lot(floor.shelf, floor.shelf.by_reference("shipment:S1:1")[0])
    assert sold is not None
    assert (sold.quantity, sold.value) == (4 * 10**6, 800_000_000)


def test_units_owed_to_a_standing_sale_are_sold_before_any_that_waits() -> None:
    floor = Floor("goods_received R1: 9 FLOUR at 2", "goods_shipped S1 of order O1: 2 FLOUR")
    floor.cost(floor.event("2026-03-03 invoice_issued I1 of order O1: 2 FLOUR for 9"))
    assert floor.cost(floor.event("2026-03-03 invoice_issued I2 of order O1: 1 FLOUR for 9")) is None
    shipped = floor.shelf.by_reference("shipment:S1:1")[0]
    sold = sold_lot(floor.shelf, shipped)
    assert sold is not None
    owe(floor.work(), shipped, sold, 10**6, "2026-03-03")
    facts = floor.cost(floor.event("2026-03-05 goods_shipped S2 of order O1: 1 FLOUR"))
    assert facts is not None
    assert moved(facts) == {"shipped": "2", "recognised": "2", "waiting": "2"}
    assert facts.recognised == ()
    work = floor.work()
    make_good(work, "O1:1")
    assert work.parts == []


def test_without_an_order_nothing_waits_for_an_invoice() -> None:
    assert order_line_key("", "1") == ""
    assert order_line_key("O1", "1") == "O1:1"
