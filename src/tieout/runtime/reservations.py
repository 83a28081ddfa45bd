"""Reservations as they stand: what was set aside, less what was shipped, given up or cancelled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection

from tieout.core.event import GoodsShipped, OrderCancelled, ReservationReleased, StockReserved
from tieout.core.event.rank import rank_of
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.storage.standing_facts import StandingFact, standing_facts
from tieout.storage.stock import EVER

_SETTING_ASIDE: Final = frozenset({"stock_reserved", "reservation_released", "order_cancelled"})
_USING: Final = frozenset({"goods_shipped"})


@dataclass(slots=True, kw_only=True)
class Reservation:
    """A reservation: units (10⁻⁶) asked for and still set aside, by (item, lot)."""

    reservation: str
    location: str
    order: str
    day: str
    asked: dict[tuple[str, str], int] = field(default_factory=dict)
    left: dict[tuple[str, str], int] = field(default_factory=dict)


@act("stock")
def reservations(company: Company) -> list[Reservation]:
    """Every reservation that still holds something, in the order they were made."""
    with company.database.read() as connection:
        facts = reserving_facts(connection)
    return [one for one in standing_reservations(facts) if any(one.left.values())]


def reserving_facts(connection: Connection, day: str = EVER) -> list[StandingFact]:
    """The facts that reservations follow from at the end of a day, in business order.

    Shipments are read only from the day of the earliest reservation that nobody released or cancelled by
    then: earlier ones used up nothing that can still be there.
    """
    plans = [one for one in standing_facts(connection, _SETTING_ASIDE) if one.day <= day]
    open_ = [one.day for one in standing_reservations(plans) if one.order and any(one.left.values())]
    used = standing_facts(connection, _USING, since=min(open_)) if open_ else []
    return sorted([*plans, *used], key=lambda fact: (fact.day, rank_of(fact.event.kind)))


def reserved(facts: Iterable[StandingFact], day: str, *, by_lot: bool) -> dict[tuple[str, str, str], int]:
    """Units set aside at the end of a day by (item, place, lot); by lot, only those that name one."""
    found: dict[tuple[str, str, str], int] = {}
    for one in standing_reservations(fact for fact in facts if fact.day <= day):
        for (item, lot), units in one.left.items():
            if units and (lot or not by_lot):
                place = (item, one.location, lot if by_lot else "")
                found[place] = found.get(place, 0) + units
    return found


def standing_reservations(facts: Iterable[StandingFact]) -> list[Reservation]:
    """The reservations that facts in business order make.

    A shipment uses up what was set aside for its order at its place before or on its day, the oldest
    reservation first, one that names the lot before one that names none.
    """
    found: dict[str, Reservation] = {}
    for day, event in facts:
        match event:
            case StockReserved():
                one = found[event.reservation] = Reservation(
                    reservation=event.reservation, location=event.location, order=event.order, day=day
                )
                for line in event.lines:
                    place = (line.item, line.lot)
                    one.asked[place] = one.asked.get(place, 0) + int(line.quantity)
                one.left = dict(one.asked)
            case ReservationReleased() if event.reservation in found:
                found[event.reservation].left.clear()
            case OrderCancelled():
                for one in found.values():
                    if one.order == event.order:
                        one.left.clear()
            case GoodsShipped() if event.order:
                ours = [
                    one
                    for one in found.values()
                    if (one.order, one.location) == (event.order, event.location)
                ]
                for shipped in event.lines:
                    _use(ours, shipped.item, shipped.lot, int(shipped.quantity))
    return list(found.values())


def _use(ours: list[Reservation], item: str, lot: str, units: int) -> None:
    for place in dict.fromkeys(((item, lot), (item, ""))):
        for one in ours:
            taken = min(units, one.left.get(place, 0))
            if taken:
                one.left[place] -= taken
                units -= taken
