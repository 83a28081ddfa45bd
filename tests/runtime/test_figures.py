"""Figures: every number of a result is written in the unit it is said to be in, and none is forgotten."""

from __future__ import annotations

import sys
import types
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

import pytest

from tieout.core.account import AccountKey, account_key
from tieout.core.entry import Line, Side
from tieout.insight.cause import Cause, Step
from tieout.insight.margin import MarginPart
from tieout.reconcile.subledgers import Subledger
from tieout.runtime.balance import ExplainedBalance, Pin
from tieout.runtime.cogs import ExplainedCost, PeriodFigures
from tieout.runtime.explain import ExplainedDocument
from tieout.runtime.figures import OF, figures
from tieout.runtime.margin import ExplainedMargin, MarginFigures
from tieout.runtime.trace import Chain, TracedEntry

RESULTS = (Chain, ExplainedDocument, ExplainedBalance, ExplainedCost, ExplainedMargin)
ELSEWHERE = (AccountKey, Subledger)
"""An account is written as its text, a register by the tie-out's own report."""


def counted() -> dict[str, set[str]]:
    """The fields that hold whole numbers or fractions, by type, of all that results are made of."""
    found: dict[str, set[str]] = {}
    todo: list[type] = list(RESULTS)
    while todo:
        kind = todo.pop()
        name = kind.__name__
        if kind in ELSEWHERE or (name in found and kind in RESULTS):
            continue
        hints = typing.get_type_hints(kind, vars(sys.modules[kind.__module__]))
        names = [one.name for one in fields(kind)] if is_dataclass(kind) else list(kind._fields)  # type: ignore[attr-defined]
        before = found.get(name, set())
        numbers = {one for one in names if {int, Fraction} & set(leaves(hints[one]))}
        found[name] = before | numbers
        inner = {one for field in names for one in leaves(hints[field])}
        todo += [one for one in inner if is_record(one) and one is not kind]
    return found


def is_record(kind: Any) -> bool:
    return isinstance(kind, type) and (is_dataclass(kind) or hasattr(kind, "_fields"))


def leaves(hint: Any) -> Iterator[Any]:
    """The types inside an annotation."""
    inner = typing.get_args(hint)
    if not inner or (isinstance(hint, types.GenericAlias) and not inner):
        yield hint
    for one in inner:
        yield from leaves(one)


def test_every_number_of_a_result_has_its_unit() -> None:
    told = counted()
    assert told["Line"] == {"minor", "home", "quantity"}
    assert {name: set(units) for name, units in OF.items()} == {
        name: numbers for name, numbers in told.items() if numbers
    }


def test_amounts_are_decimal_text_in_the_currency_of_their_entry() -> None:
    """Yen have no cents; the home amounts beside them do."""
    line = Line(
        Side.DR, account_key("clearing", gateway="card", currency="JPY"), 1200, 1013, quantity=1_500_000
    )
    entry = TracedEntry(
        id="e", rule="r", because="b", day="2026-03-02", currency="JPY", lines=(line,), document=""
    )
    balance = ExplainedBalance(
        account="A", outside_id="1", keys=(), currency="USD", on="", opening=-5, reasons=(), balance=995,
        days=(("2026-03-02", 1000),), held=(), pins=(Pin(account="A", posted=995, subledger=995),),
    )  # fmt: skip
    told = figures(balance)
    assert (told["opening"], told["balance"], told["days"]) == ("-0.05", "9.95", [["2026-03-02", "10.00"]])
    assert told["pins"] == [{"account": "A", "posted": "9.95", "subledger": "9.95"}]
    [written] = figures(_Home(entry))["entry"]["lines"]
    assert (written["amount"], written["home"], written["quantity"]) == ("1200", "10.13", "1.5")
    assert (written["side"], written["account"]) == ("Dr", "clearing(card,JPY)")
    assert "minor" not in written


class _Home(typing.NamedTuple):
    entry: TracedEntry
    home_currency: str = "USD"


@pytest.mark.parametrize(
    ("what", "figure", "shown"),
    [
        ("units", Fraction(2_500_000), "2.5"),
        ("price in USD of S-1", Fraction(212), "2.12"),
        ("late costs", Fraction(150_000_000), "1.50"),
        ("share of S-1", Fraction(1, 3), "0.333333333333"),
    ],
)
def test_the_figure_of_a_step_is_in_its_own_unit(what: str, figure: Fraction, shown: str) -> None:
    step = Step(
        cause=Cause.VOLUME, path=("JAM",), what=what, before=figure, after=figure, value=-150_000_000
    )
    part = MarginPart(name="cost", value=1, minor=3, by_item=(("JAM", 250_000_000),), steps=(step,))
    none = MarginFigures(period="2026-03", revenue=1, discounts=0, refunds=0, cost=0, margin=1)
    margin = ExplainedMargin(of="all", currency="USD", before=none, after=none, minor=3, parts=(part,))
    [told] = figures(margin)["parts"]
    assert (told["value"], told["amount"], told["by_item"]) == ("0.00000001", "0.03", [["JAM", "2.50"]])
    assert (told["steps"][0]["before"], told["steps"][0]["value"]) == (shown, "-1.50")
    assert figures(margin)["before"]["revenue"] == "0.01"


def test_a_unit_cost_of_nothing_sold_stays_none() -> None:
    sold = PeriodFigures(
        period="2026-03", units=1_500_000, cost=300_000_000, minor=300, own=Fraction(300_000_000),
        returns=Fraction(0), prior=Fraction(0), unit_cost=None,
    )  # fmt: skip
    cost = ExplainedCost(
        item="JAM", measure="cost", currency="USD", before=sold, after=sold, change=0, minor=0,
        unit_change=None, causes=(),
    )  # fmt: skip
    told = figures(cost)["before"]
    assert (told["units"], told["cost"], told["amount"], told["own"]) == ("1.5", "3.00", "3.00", "3.00")
    assert told["unit_cost"] is None
