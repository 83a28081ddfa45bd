"""Plans: reservations and transfers, which cost nothing and are kept all the same."""

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
from tieout.runtime.reservations import Reservation, reservations
from tieout.runtime.transfers import Transfer, place_of, transfer_page, transfers

ROUTES = APIRouter(tags=["plans"])
AsOf = Annotated[date | None, Query(description="At the end of this business day; left out, now.")]


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


class TransferStanding(BaseModel):
    """A transfer; units by item.

    Its status: requested, approved, refused, on the road, partly arrived, arrived, arrived short (the rest
    was lost) or lost.
    """

    transfer: str
    from_location: str
    to_location: str
    status: str
    requested_by: str
    decided_by: str
    left_on: str
    arrives: str = Field(description="The last day something arrived, or will; empty = not known.")
    due: str = Field(description="When goods of unknown arrival should come; empty = known when they left.")
    unapproved: bool = Field(description="It moved without the approval of somebody else than who asked.")
    asked: dict[str, str]
    moved: dict[str, str] = Field(description="What left.")
    arrived: dict[str, str]
    lost: dict[str, str]
    in_transit: dict[str, str]
    age_days: int = Field(description="Days since what is on the road left.")
    overdue_days: int = Field(description="Days since it should have come.")


@ROUTES.get("/reservations", responses=declared())
def reserved(caller: TheCaller, after: After = "", limit: Limit = 100) -> Page[Reserved]:
    """Reservations that still hold something, in the order they were made."""
    found = caller.do(reservations)
    return page(found, lambda one: (one.day, one.reservation), _reserved, after, limit)


@ROUTES.get("/transfers", responses=declared())
def moved(
    caller: TheCaller,
    as_of: AsOf = None,
    after: After = "",
    limit: Limit = 100,
    *,
    only_open: bool = False,
) -> Page[TransferStanding]:
    """Transfers in the order they were first heard of; `only_open` = those with goods on the road."""
    today = as_of or clock().date()
    found = caller.do(transfer_page, place(after), limit + 1, as_of, only_open=only_open)
    return page_behind(found, place_of, lambda one: _moved(one, today), limit)


@ROUTES.get("/transfers/{transfer}", responses=declared(404))
def one_moved(caller: TheCaller, transfer: str, as_of: AsOf = None) -> TransferStanding:
    """One transfer."""
    found = caller.do(transfers, transfer, as_of)
    if not found:
        raise TerminalError(problem("transfer_not_known", Where(subject=transfer), transfer=transfer))
    return _moved(found[0], as_of or clock().date())


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


def _moved(one: Transfer, today: date) -> TransferStanding:
    return TransferStanding(
        transfer=one.transfer,
        from_location=one.from_location,
        to_location=one.to_location,
        status=one.status(today),
        requested_by=one.requested_by,
        decided_by=one.decided_by,
        left_on=one.left_on,
        arrives=one.arrives,
        due=one.due,
        unapproved=one.unapproved,
        asked=_units(one.asked),
        moved=_units(one.moved),
        arrived=_units(one.arrived(today)),
        lost=_units(one.lost),
        in_transit=_units(one.in_transit(today)),
        age_days=one.age_days(today),
        overdue_days=one.overdue_days(today),
    )


def _units(by_item: dict[str, int]) -> dict[str, str]:
    return {item: str(Quantity(units)) for item, units in by_item.items()}
