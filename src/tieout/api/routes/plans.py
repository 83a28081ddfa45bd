"""Plans: reservations and transfers, which cost nothing and are kept all the same."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from tieout.api.caller import TheCaller
from tieout.api.faults import declared
from tieout.api.page import After, Limit, Page, page
from tieout.core.scaled import Quantity
from tieout.runtime.actor import clock
from tieout.runtime.reservations import Reservation, reservations
from tieout.runtime.transfers import Transfer, transfers

ROUTES = APIRouter(tags=["plans"])


class ReservedUnits(BaseModel):
    """Units of an item asked for and still set aside."""

    item: str
    lot: str
    asked: str
    left: str


class Reserved(BaseModel):
    """A reservation that still holds something."""

    reservation: str
    location: str
    order: str
    day: str
    lines: list[ReservedUnits]


class Moved(BaseModel):
    """A transfer: requested, approved, refused, on the road or arrived; units by item."""

    transfer: str
    from_location: str
    to_location: str
    status: str
    requested_by: str
    decided_by: str
    left_on: str
    arrives: str
    unapproved: bool = Field(description="It moved without the approval of somebody else than who asked.")
    asked: dict[str, str]
    moved: dict[str, str]


@ROUTES.get("/reservations", responses=declared())
def reserved(caller: TheCaller, after: After = "", limit: Limit = 100) -> Page[Reserved]:
    """Reservations that still hold something, in the order they were made."""
    found = caller.do(reservations)
    return page(found, lambda one: (one.day, one.reservation), _reserved, after, limit)


@ROUTES.get("/transfers", responses=declared())
def moved(caller: TheCaller, after: After = "", limit: Limit = 100) -> Page[Moved]:
    """Transfers between places, by their numbers."""
    return page(caller.do(transfers), lambda one: (one.transfer,), _moved, after, limit)


def _reserved(one: Reservation) -> Reserved:
    lines = [
        ReservedUnits(
            item=item, lot=lot, asked=str(Quantity(units)), left=str(Quantity(one.left.get((item, lot), 0)))
        )
        for (item, lot), units in one.asked.items()
    ]
    return Reserved(
        reservation=one.reservation, location=one.location, order=one.order, day=one.day, lines=lines
    )


def _moved(one: Transfer) -> Moved:
    return Moved(
        transfer=one.transfer,
        from_location=one.from_location,
        to_location=one.to_location,
        status=one.status(clock().date()),
        requested_by=one.requested_by,
        decided_by=one.decided_by,
        left_on=one.left_on,
        arrives=one.arrives,
        unapproved=one.unapproved,
        asked={item: str(Quantity(units)) for item, units in one.asked.items()},
        moved={item: str(Quantity(units)) for item, units in one.moved.items()},
    )
