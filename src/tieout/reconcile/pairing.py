"""Pairing: each revenue document has its cost of goods sold in the same period, and the reverse.

A sale here is the unit that is recognised as one (an invoice line, a receipt, a day's summary). A
later change of its cost is an adjustment of its own, by design in another period, and is not given
here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final, Literal, NamedTuple

from tieout.core.problem import Problem, Where

Flaw = Literal["revenue_without_cost", "cost_without_revenue", "cost_in_other_period"]


class RevenuePosted(NamedTuple):
    """A revenue document of one sale; `goods` = it sells goods, which cost something."""

    sale: str
    document: str
    day: date
    goods: bool


class CostPosted(NamedTuple):
    """A document that carries the cost of goods sold of one sale."""

    sale: str
    document: str
    day: date


class Unpaired(NamedTuple):
    """A sale whose two sides do not stand in the same periods, with the documents of both."""

    sale: str
    flaw: Flaw
    revenue: tuple[str, ...]
    costs: tuple[str, ...]


_WHY: Final[dict[Flaw, str]] = {
    "revenue_without_cost": "Goods were sold and no cost of goods sold is posted for them.",
    "cost_without_revenue": "Cost of goods sold is posted and no revenue stands against it.",
    "cost_in_other_period": "Revenue and its cost stand in different periods.",
}

_STEP: Final[dict[Flaw, str]] = {
    "revenue_without_cost": "See `tieout verify` for the units; `tieout recognise` posts their cost.",
    "cost_without_revenue": "Resolve the exception that holds the revenue, or reverse the cost.",
    "cost_in_other_period": "Say so with the figures of both months; a closed one is not posted again.",
}


def month_of(day: date) -> tuple[int, int]:
    """The calendar month, the usual period."""
    return (day.year, day.month)


def unpaired(
    revenue: Iterable[RevenuePosted],
    costs: Iterable[CostPosted],
    period_of: Callable[[date], object] = month_of,
) -> list[Unpaired]:
    """Every sale whose revenue and cost are not both there in the same periods."""
    sold: dict[str, list[RevenuePosted]] = {}
    for one in revenue:
        sold.setdefault(one.sale, []).append(one)
    spent: dict[str, list[CostPosted]] = {}
    for cost in costs:
        spent.setdefault(cost.sale, []).append(cost)
    found = []
    for sale in sorted({*sold, *spent}):
        flaw = _flaw(sold.get(sale, []), spent.get(sale, []), period_of)
        if flaw:
            documents = (one.document for one in sold.get(sale, []))
            carriers = (one.document for one in spent.get(sale, []))
            found.append(Unpaired(sale, flaw, tuple(documents), tuple(carriers)))
    return found


def _flaw(
    sold: list[RevenuePosted], spent: list[CostPosted], period_of: Callable[[date], object]
) -> Flaw | None:
    goods = [one for one in sold if one.goods]
    if goods and not spent:
        return "revenue_without_cost"
    if spent and not sold:
        return "cost_without_revenue"
    revenue_periods = {period_of(one.day) for one in goods or sold}
    if spent and revenue_periods != {period_of(one.day) for one in spent}:
        return "cost_in_other_period"
    return None


def problem(one: Unpaired) -> Problem:
    """What a controller sees of an unpaired sale."""
    revenue, costs = ", ".join(one.revenue) or "none", ", ".join(one.costs) or "none"
    return Problem(
        code=f"pairing_{one.flaw}",
        what=f"Sale {one.sale}: revenue documents {revenue}; cost documents {costs}.",
        why=_WHY[one.flaw],
        next_step=_STEP[one.flaw],
        owner="controller",
        where=Where(subject=one.sale),
    )
