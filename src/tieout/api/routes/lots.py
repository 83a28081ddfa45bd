"""Lots: each with what it was born with and holds, and where its units came from and went to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from tieout.api.caller import TheCaller
from tieout.api.faults import declared
from tieout.api.page import Limit, Page
from tieout.core.scaled import Amount, Quantity
from tieout.runtime.stock import MOST_LEVELS, LotStanding, Move, list_lots, lot_genealogy

ROUTES = APIRouter(tags=["lots"])
LotId = Annotated[int, Path(ge=1, le=2**53)]


class Lot(BaseModel):
    """A lot; `value` is what it holds in home currency, null where the scope may not see it."""

    id: int
    item: str
    location: str
    lot: str
    day: str
    born: str
    by_kind: str = Field(description="The kind of fact it came into being by.")
    by_fact: str
    on_hand: str
    value: str | None


class Moved(BaseModel):
    """Units that went from one lot to another; `into_stock` false = they left the shelves."""

    from_lot: int
    to_lot: int
    units: str
    kind: str
    fact: str
    day: str
    into_stock: bool


class Genealogy(BaseModel):
    """A lot with what it was made from and went to; `cut_off` = there is more than was asked for."""

    lot: Lot
    lots: list[Lot]
    made_from: list[Moved]
    went_to: list[Moved]
    cut_off: bool


@ROUTES.get("/lots", responses=declared())
def lots(
    caller: TheCaller,
    item: str = "",
    lot: str = "",
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Limit = 100,
) -> Page[Lot]:
    """Lots in the order they came into being; `after` is the id of the last one seen."""
    found = caller.do(list_lots, item, lot, after, limit + 1)
    more = str(found[limit - 1].id) if len(found) > limit else None
    return Page(items=[_lot(one) for one in found[:limit]], next=more)


@ROUTES.get("/lots/{lot_id}", responses=declared(404))
def lot(
    caller: TheCaller, lot_id: LotId, levels: Annotated[int, Query(ge=1, le=MOST_LEVELS)] = 1
) -> Genealogy:
    """Where the units of a lot came from and where they went, so many levels up and down."""
    found = caller.do(lot_genealogy, lot_id, levels)
    return Genealogy(
        lot=_lot(found.lot),
        lots=[_lot(one) for one in found.lots],
        made_from=[_moved(one) for one in found.made_from],
        went_to=[_moved(one) for one in found.went_to],
        cut_off=found.cut_off,
    )


def _lot(one: LotStanding) -> Lot:
    return Lot(
        id=one.id,
        item=one.item,
        location=one.location,
        lot=one.lot,
        day=one.day,
        born=str(Quantity(one.born)),
        by_kind=one.by_kind,
        by_fact=one.by_fact,
        on_hand=str(Quantity(one.on_hand)),
        value=None if one.value is None else str(Amount(one.value)),
    )


def _moved(one: Move) -> Moved:
    return Moved(
        from_lot=one.from_lot,
        to_lot=one.to_lot,
        units=str(Quantity(one.units)),
        kind=one.kind,
        fact=one.fact,
        day=one.day,
        into_stock=one.into_stock,
    )
