"""Lead times: how long suppliers take, from order to last receipt, beside what is stated of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final, NamedTuple

from tieout.core.event import LeadTime
from tieout.core.lead_time import LeadTimes
from tieout.runtime.access import act
from tieout.runtime.actor import clock
from tieout.runtime.company import Company
from tieout.runtime.purchase_orders import (
    KINDS,
    OrderedLine,
    PurchaseOrder,
    known_through,
    standing_orders,
)
from tieout.storage.standing_facts import standing_facts

_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How a supplier delivers an item, or "" = all of its items together. Days are calendar days.

    `completed` order lines are those nothing is expected of any more; `actual_days` is their mean to a
    tenth, half-even, None = there is none; `late` of them came whole after the day expected. `overdue`
    lines are open and late.
    """

    supplier: str
    item: str
    stated_days: int | None
    completed: int
    actual_days: Decimal | None
    longest_days: int
    late: int
    overdue: int


class _Line(NamedTuple):
    placed: str
    line: OrderedLine


@act("stock")
def lead_times(company: Company, as_of: date | None = None) -> list[Delivery]:
    """By supplier, first all of its items, then each, from facts through a business date."""
    today = as_of or clock().date()
    with company.database.read() as connection:
        facts = standing_facts(connection, KINDS)
    known = known_through(facts, as_of)
    stated = LeadTimes(event for _day, event in known if isinstance(event, LeadTime))
    return deliveries(standing_orders(known), stated, today)


def deliveries(orders: Iterable[PurchaseOrder], stated: LeadTimes, today: date) -> list[Delivery]:
    """What orders tell of their suppliers; orders that nobody placed tell nothing."""
    found: dict[tuple[str, str], list[_Line]] = {}
    for order in orders:
        for line in order.lines.values() if order.placed else ():
            if line.ordered:
                for key in ((order.supplier, ""), (order.supplier, line.item)):
                    found.setdefault(key, []).append(_Line(order.placed, line))
    return [
        _delivery(supplier, item, lines, stated.days(supplier, item, today), today)
        for (supplier, item), lines in sorted(found.items())
    ]


def _delivery(supplier: str, item: str, lines: list[_Line], stated: int | None, today: date) -> Delivery:
    done = [one for one in lines if one.line.completed]
    days = [(date.fromisoformat(one.line.completed) - date.fromisoformat(one.placed)).days for one in done]
    mean = (Decimal(sum(days)) / len(days)).quantize(_TENTH, ROUND_HALF_EVEN) if days else None
    return Delivery(
        supplier=supplier,
        item=item,
        stated_days=stated,
        completed=len(done),
        actual_days=mean,
        longest_days=max(days, default=0),
        late=sum(1 for one in done if one.line.expected and one.line.completed > one.line.expected),
        overdue=sum(1 for one in lines if one.line.overdue_days(today)),
    )
