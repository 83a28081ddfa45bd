"""Stock: what is on hand, derived from movements."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, Field

from tieout.api.caller import TheCaller
from tieout.api.faults import declared
from tieout.api.page import After, Limit, Page, page
from tieout.core.scaled import Amount, Quantity
from tieout.runtime.stock import StockLine, stock

ROUTES = APIRouter(tags=["stock"])


class OnHand(BaseModel):
    """Units of an item at a place; `value` in home currency, null where the scope may not see it."""

    item: str
    location: str
    lot: str = Field(description="Empty unless lots were asked for.")
    on_hand: str
    short: str = Field(description="Units that left before they came, counted in on_hand below zero.")
    reserved: str = Field(description="Set aside; by lot, only what names the lot.")
    available: str = Field(description="on_hand less reserved.")
    value: str | None


class StockPage(Page[OnHand]):
    """Stock, and how many accepted facts are not worked in yet (POST /cost, `tieout run`)."""

    waiting: int
    currency: str


@ROUTES.get("/stock", responses=declared())
def on_hand(
    caller: TheCaller,
    item: str = "",
    location: str = "",
    lot: str = "",
    as_of: date | None = None,
    after: After = "",
    limit: Limit = 100,
    *,
    by_lot: bool = False,
) -> StockPage:
    """What is on hand by item and place, by lot where asked.

    Now, or in units at the end of a business day: each fact from its own day on, by all that is known now.
    """
    found = caller.do(stock, item, location, lot, as_of, by_lot=by_lot)
    part = page(found.lines, lambda one: (one.item, one.location, one.lot), _shape, after, limit)
    return StockPage(items=part.items, next=part.next, waiting=found.waiting, currency=found.currency)


def _shape(one: StockLine) -> OnHand:
    return OnHand(
        item=one.item,
        location=one.location,
        lot=one.lot,
        on_hand=str(Quantity(one.on_hand)),
        short=str(Quantity(one.short)),
        reserved=str(Quantity(one.reserved)),
        available=str(Quantity(one.available)),
        value=None if one.value is None else str(Amount(one.value)),
    )
