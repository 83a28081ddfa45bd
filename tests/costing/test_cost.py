"""Cost: each kind finds its way, and each step's facts are its own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.costing.floor import Floor
from tieout.core.event import GoodsReceived
from tieout.costing.cost import receipt_rate
from tieout.costing.taking import NotCostable


def test_a_kind_that_moves_no_lots_has_no_facts() -> None:
    floor = Floor()
    assert floor.cost(floor.event("2026-03-02 write_off_approved I1: 5")) is None


@pytest.mark.covers("S002-28")
def test_the_value_that_leaves_is_the_value_that_arrives() -> None:
    """Every take of an event has its sink, and what all lots hold is what came in less what left."""
    floor = Floor("goods_received R1: 7 FLOUR at 1.3333")
    facts = floor.do("production_completed P1: made 3 BREAD; used 5 FLOUR; labour 0.0001")
    held = sum(lot.value for item in ("FLOUR", "BREAD") for lot in floor.lots(item))
    assert held == 7 * 133_330_000 + 10_000
    assert {take.sink for take in facts.takes} <= {lot.id for lot in facts.born}


def test_the_rate_of_a_receipt_is_its_own_or_the_tables_and_one_at_home() -> None:
    floor = Floor()

    def rate(words: str) -> Decimal:
        event = floor.event(f"2026-03-02 goods_received R1{words}: 1 FLOUR at 1")
        assert isinstance(event, GoodsReceived)
        return receipt_rate(event, floor.master)

    assert rate("") == 1
    assert rate(" in EUR at 1.25") == Decimal("1.25")
    with pytest.raises(NotCostable):
        rate(" in EUR")
