"""Gross margin explained, per item, channel and customer, by figures worked out in the comments."""

from __future__ import annotations

from typing import Any

import pytest

from tests.insight.plant import Plant, books_of
from tieout.core.errors import TerminalError
from tieout.core.period import span
from tieout.runtime.margin import ExplainedMargin, Wanted, margin_explained


def explained(plant: Plant, **wanted: str) -> ExplainedMargin:
    with books_of(plant.events) as connection:
        asked = Wanted(**wanted)
        return margin_explained(connection, "USD", asked, span("2026-02"), span("2026-03"))


def parts(found: ExplainedMargin) -> dict[str, int]:
    return {one.name: one.minor for one in found.parts if one.minor}


def trade() -> Plant:
    """Oats bought at 1.00 and 1.10, sold in two channels to one customer each, jam to one of them.

    February: web 100 at 2.00; shop 50 at 1.80. March: web 120 at 2.10 with 12.00 off, shop 50 at 1.80;
    jam, bought at 3.00, 10 at 5.00 in the web.
    """
    told = Plant()
    told.found(OATS="raw", JAM="merchandise")
    told.buy("2026-02-01", "OATS", "150", "1.00")
    told.sell("2026-02-10", "100", "200.00", item="OATS")
    told.sell("2026-02-11", "50", "90.00", item="OATS", channel="shop", customer="C")
    told.buy("2026-03-01", "OATS", "170", "1.10")
    told.buy("2026-03-01", "JAM", "10", "3.00")
    _discounted(told)
    told.sell("2026-03-11", "50", "90.00", item="OATS", channel="shop", customer="C")
    told.sell("2026-03-12", "10", "50.00", item="JAM")
    return told


def _discounted(told: Plant) -> None:
    line: dict[str, Any] = {"line": "1", "item": "OATS", "quantity": "120"}
    told.tell("goods_shipped", "2026-03-10", shipment="SH-D", order="SO-D", location="MAIN", lines=[line])
    told.tell(
        "invoice_issued",
        "2026-03-10",
        number="INV-D",
        order="SO-D",
        customer="C1",
        channel="web",
        currency="USD",
        lines=[{**line, "amount": "252.00", "discount": "12.00"}],
        total="240.00",
    )


@pytest.mark.covers("S001-40")
def test_the_margin_of_a_channel() -> None:
    """Web, oats: 200.00 − 100.00 = 100.00; then 252.00 − 12.00 − 132.00 = 108.00; jam 20.00.

    volume         oats 20 × (2.00 − 1.00) = 20.00; jam 10 × (5.00 − 3.00) = 20.00
    selling price  120 × 0.10 = 12.00
    discounts      −12.00
    supplier price −120 × 0.10 = −12.00
    """
    found = explained(trade(), channel="web")
    assert (found.before.margin, found.after.margin, found.minor) == (10000, 12800, 2800)
    assert (found.after.revenue, found.after.discounts, found.after.cost) == (30200, 1200, 16200)
    assert parts(found) == {
        "volume": 4000,
        "selling price": 1200,
        "discounts": -1200,
        "supplier price": -1200,
    }
    volume = next(one for one in found.parts if one.name == "volume")
    assert dict(volume.by_item) == {"OATS": 20_00000000, "JAM": 20_00000000}
    [dearer] = next(one.steps for one in found.parts if one.name == "supplier price")
    assert (dearer.path, dearer.what) == (("OATS",), "price, bought S1 USD")


def test_the_margin_of_a_customer_and_of_an_item() -> None:
    """Shop: 90.00 − 50.00 = 40.00, then 90.00 − 55.00 = 35.00: oats cost 50 × 0.10 more."""
    assert parts(explained(trade(), customer="C")) == {"supplier price": -500}
    oats = explained(trade(), item="OATS")
    assert oats.minor == 800 - 500
    everything = explained(trade())
    assert everything.minor == oats.minor + explained(trade(), item="JAM").minor == 2300
    assert sum(one.minor for one in everything.parts) == 2300


def test_a_refund_without_goods_is_a_refund() -> None:
    told = trade()
    told.tell(
        "refund_issued",
        "2026-03-20",
        number="RF-1",
        refunds="invoice",
        refunded="INV-D",
        customer="C1",
        channel="web",
        currency="USD",
        lines=[{"line": "1", "item": "OATS", "quantity": "1", "amount": "2.10"}],
        total="2.10",
    )
    assert parts(explained(told, channel="web"))["refunds"] == -210


def test_nothing_sold_has_no_margin() -> None:
    with pytest.raises(TerminalError) as stopped:
        explained(trade(), customer="NOBODY")
    assert stopped.value.problem.code == "never_sold"
