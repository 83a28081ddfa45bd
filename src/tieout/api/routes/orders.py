"""Orders: purchase orders with what was ordered, expected and received; and how long suppliers take."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from tieout.api.caller import TheCaller
from tieout.api.faults import declared
from tieout.api.page import After, Limit, Page, page, page_behind, place
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.problem import Where
from tieout.core.scaled import Quantity
from tieout.runtime.actor import clock
from tieout.runtime.lead_times import Delivery, lead_times
from tieout.runtime.purchase_orders import (
    PurchaseOrder,
    place_of,
    purchase_order_page,
    purchase_orders,
)

ROUTES = APIRouter(tags=["purchase orders"])
AsOf = Annotated[date | None, Query(description="At the end of this business day; left out, now.")]


class Line(BaseModel):
    """One line in units; `open` is still expected."""

    line: str
    item: str
    ordered: str
    received: str
    rejected: str
    returned: str
    billed: str
    open: str
    expected: str = Field(description="Stated, or by the lead time; empty = nobody says.")
    overdue_days: int = Field(description="Days since what is open should have come.")


class Order(BaseModel):
    """A purchase order: open, partly received, received or closed."""

    order: str
    supplier: str
    placed: str
    status: str
    lines: list[Line]


class Taken(BaseModel):
    """How long a supplier took for an item; an empty item is all of the supplier's together."""

    supplier: str
    item: str
    stated_days: int | None = Field(description="As in effect on the day; null = nobody says.")
    completed: int = Field(description="Order lines of which nothing is expected any more.")
    actual_days: str | None = Field(description="Their mean, from the order to the last receipt.")
    longest_days: int
    late: int = Field(description="Of the completed: those whose last receipt came after the day expected.")
    overdue: int = Field(description="Order lines that are open and late now.")


@ROUTES.get("/purchase-orders", responses=declared())
def orders(
    caller: TheCaller, as_of: AsOf = None, after: After = "", limit: Limit = 100, *, only_open: bool = False
) -> Page[Order]:
    """Purchase orders in the order they were placed; those that nobody placed come last."""
    today = as_of or clock().date()
    found = caller.do(purchase_order_page, place(after), limit + 1, as_of, only_open=only_open)
    return page_behind(found, place_of, lambda one: _shape(one, today), limit)


@ROUTES.get("/purchase-orders/{order}", responses=declared(404))
def order(caller: TheCaller, order: str, as_of: AsOf = None) -> Order:
    """One purchase order."""
    found = caller.do(purchase_orders, order, as_of)
    if not found:
        raise TerminalError(problem("order_not_known", Where(subject=order), order=order))
    return _shape(found[0], as_of or clock().date())


@ROUTES.get("/lead-times", responses=declared())
def times(caller: TheCaller, as_of: AsOf = None, after: After = "", limit: Limit = 100) -> Page[Taken]:
    """How long suppliers take, from order to last receipt, beside what is stated."""
    found = caller.do(lead_times, as_of)
    return page(found, lambda one: (one.supplier, one.item), _taken, after, limit)


def _taken(one: Delivery) -> Taken:
    return Taken(
        supplier=one.supplier,
        item=one.item,
        stated_days=one.stated_days,
        completed=one.completed,
        actual_days=None if one.actual_days is None else str(one.actual_days),
        longest_days=one.longest_days,
        late=one.late,
        overdue=one.overdue,
    )


def _shape(one: PurchaseOrder, today: date) -> Order:
    return Order(
        order=one.order,
        supplier=one.supplier,
        placed=one.placed,
        status=one.status,
        lines=[
            Line(
                line=line.line,
                item=line.item,
                ordered=str(Quantity(line.ordered)),
                received=str(Quantity(line.received)),
                rejected=str(Quantity(line.rejected)),
                returned=str(Quantity(line.returned)),
                billed=str(Quantity(line.billed)),
                open=str(Quantity(line.open)),
                expected=line.expected,
                overdue_days=line.overdue_days(today),
            )
            for line in one.lines.values()
        ],
    )
