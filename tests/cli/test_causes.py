"""Causes as text: the sum stands under its parts, each with its documents."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from tests.cli.saying import say
from tieout.cli import causes
from tieout.insight.cause import Cause
from tieout.runtime.cogs import Step


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
        ("price", "price"),
    ],
)
def test_a_figure_is_called_as_the_how_to_calls_it(what: str, words: str) -> None:
    step = Step(cause=Cause.BOM, path=(), what=what, value=10**8, before=Fraction(1), after=Fraction(2))
    assert words in next(causes._step_lines(step, 3))
