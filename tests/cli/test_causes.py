"""Causes as text: the sum stands under its parts, each with its documents."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from tests.cli.saying import say
from tieout.cli import causes
from tieout.insight.cause import Cause
from tieout.runtime.cogs import Evidence, Step


@pytest.mark.covers("S002-27")
@pytest.mark.usefixtures("pantry")
def test_a_first_month_is_all_volume() -> None:
    """12 and 1 and 1 of granola at (21 × 1.3333 + 12.01) ÷ 70: 0.57156 each. One sale more is held."""
    said = say("explain", "cogs", "--item", "GRANOLA", "--from", "2026-02", "--to", "2026-03")
    assert said.code == 0
    assert "Cost of goods sold of GRANOLA" in said.text
    assert "volume" in said.text
    told = say(
        "explain", "cogs", "--item", "GRANOLA", "--from", "2026-02", "--to", "2026-03", "--json"
    ).json
    assert sum(Decimal(one["amount"]) for one in told["causes"]) == Decimal(told["amount"])
    assert [one["cause"] for one in told["causes"] if Decimal(one["value"])] == ["volume"]


@pytest.mark.usefixtures("pantry")
def test_a_period_that_is_none_is_refused() -> None:
    assert say("explain", "cogs", "--item", "GRANOLA", "--from", "spring", "--to", "2026-03").code == 2


@pytest.mark.usefixtures("pantry")
def test_stock_and_margin_are_explained_alike() -> None:
    asked = ("--from", "2026-02", "--to", "2026-03")
    stock = say("explain", "inventory", "--item", "OATS", *asked)
    assert stock.code == 0
    assert "Inventory of OATS" in stock.text
    margin = say("explain", "margin", "--customer", "C-1", *asked)
    assert margin.code == 0
    assert "Gross margin of customer C-1" in margin.text
    told = say("explain", "margin", *asked, "--json").json
    assert sum(Decimal(one["amount"]) for one in told["parts"]) == Decimal(told["amount"])
    assert told["after"]["revenue"] == "79.35"  # 60.00 + 6.10 + 6.25 + 7.00: what is held is earned too


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("standard of OATS", "BOM quantity of OATS"),
        ("beside of OATS", "quantity beside the BOM of OATS"),
        ("usage of OATS", "usage (used ÷ asked) of OATS"),
        ("begun", "units begun per good unit"),
        ("labour", "labour per unit begun"),
        ("revalued", "write-ups and write-downs per unit"),
        ("stated, stated opening stock", "stated cost, opening stock"),
        ("price", "price"),
    ],
)
def test_a_figure_is_called_as_the_how_to_calls_it(what: str, words: str) -> None:
    step = Step(cause=Cause.BOM, path=(), what=what, value=10**8, before=Fraction(1), after=Fraction(2))
    assert words in next(causes._step_lines(step, "USD", 3))


def test_amounts_are_in_the_places_of_the_currency_and_each_document_has_its_part() -> None:
    """Money to the cent and units to the thousandth; the figure replaced as exact as it is."""
    receipt = Evidence(
        kind="goods_received", name="GR-1/1", units=Fraction(104764597), value=Fraction(123456789)
    )
    step = Step(
        cause=Cause.PRICE,
        path=("GRANOLA", "OATS"),
        what="price, bought S1 USD",
        value=-4188967775,
        before=Fraction(100),
        after=Fraction(9856375, 100000),
        evidence_after=(receipt, receipt),
    )
    assert list(causes._step_lines(step, "USD", 1)) == [
        "          -41.89  OATS ← GRANOLA: price, bought S1 USD: 1.00 → 0.9856375",
        "                  now: goods received GR-1/1 104.765 units 1.23, … 1 more",
    ]
    assert causes._unit(-1275560) == "-0.012756"
