"""Recognition: which goods a sale waits for."""

from __future__ import annotations

import pytest

from tests.costing.floor import Floor
from tieout.core.event import InvoiceIssued
from tieout.gates.recognition import need_of, uncosted_lines


@pytest.mark.covers("S001-30", "S001-25")
def test_goods_of_an_order_are_waited_for_per_order_line_and_services_are_not() -> None:
    floor = Floor()
    floor.master.learn(floor.event("item ADVICE: service, services"))
    words = "2 FLOUR for 5; 3 FLOUR for 5; 1 ADVICE for 9"
    event = floor.event(f"2026-03-02 invoice_issued I1 of order O1: {words}")
    assert isinstance(event, InvoiceIssued)
    need = need_of("e", event, floor.master)
    assert (need.order, need.units, need.day) == ("O1", (("O1:FLOUR", 5 * 10**6),), "2026-03-02")


def test_without_an_order_nothing_is_waited_for() -> None:
    floor = Floor()
    event = floor.event("2026-03-02 invoice_issued I1: 2 FLOUR for 5")
    assert isinstance(event, InvoiceIssued)
    assert need_of("e", event, floor.master).units == ()


def test_goods_billed_without_an_order_are_told_line_by_line() -> None:
    """Nothing says which shipment they left with; services need none, and an order says it."""
    floor = Floor()
    floor.master.learn(floor.event("item ADVICE: service, services"))
    words = "2 FLOUR for 5; 1 ADVICE for 9; 3 FLOUR for 5"
    loose, ordered = (
        floor.event(f"2026-03-02 invoice_issued {number}: {words}") for number in ("I1", "I2 of order O1")
    )
    assert isinstance(loose, InvoiceIssued)
    assert isinstance(ordered, InvoiceIssued)
    first, _, last = (line.line for line in loose.lines)
    assert uncosted_lines(loose, floor.master) == f"line {first}: 2 FLOUR, line {last}: 3 FLOUR"
    assert uncosted_lines(ordered, floor.master) == ""
