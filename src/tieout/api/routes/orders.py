"""Orders: purchase orders with what was ordered, received, returned and billed."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from tieout.api.caller import TheCaller
from tieout.api.faults import declared
from tieout.api.page import After, Limit, Page, page
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.problem import Where
from tieout.core.scaled import Quantity
from tieout.runtime.purchase_orders import PurchaseOrder, purchase_orders

ROUTES = APIRouter(tags=["purchase orders"])


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


class Order(BaseModel):
    """A purchase order: open, partly received, received or closed."""

    order: str
    supplier: str
    placed: str
    status: str
    lines: list[Line]


@ROUTES.get("/purchase-orders", responses=declared())
def orders(
    caller: TheCaller, after: After = "", limit: Limit = 100, *, only_open: bool = False
) -> Page[Order]:
    """Purchase orders in the order they were placed."""
    found = caller.do(purchase_orders, only_open=only_open)
    return page(found, lambda one: (one.placed, one.order), _shape, after, limit)


@ROUTES.get("/purchase-orders/{order}", responses=declared(404))
def order(caller: TheCaller, order: str) -> Order:
    """One purchase order."""
    found = caller.do(purchase_orders, order)
    if not found:
        raise TerminalError(problem("order_not_known", Where(subject=order), order=order))
    return _shape(found[0])


def _shape(one: PurchaseOrder) -> Order:
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
            )
            for line in one.lines.values()
        ],
    )
