"""Transfers: stock moves between locations, on the road where it arrives on a later day."""

from __future__ import annotations

from tieout.core.account import AccountKey
from tieout.core.event import StockTransferred
from tieout.core.event.stock import TransferLine
from tieout.costing.descent import BY_ROAD, MOVED
from tieout.costing.genealogy import Lot
from tieout.costing.late import cover_shortages
from tieout.costing.method import WITHOUT_LOTS
from tieout.costing.purchase import VARIANCE
from tieout.costing.taking import Pick, Work, picks

IN_TRANSIT = AccountKey("inventory_in_transit")


def _on_road(event: StockTransferred) -> bool:
    return event.arrived is not None and event.arrived != event.date


def _road_reference(work: Work, line: int, piece: int) -> str:
    """The reference of stock on the road: the event, its line, and the piece of it from one lot."""
    return f"{BY_ROAD}{work.event}:{line}:{piece}"


def dispatch(work: Work, event: StockTransferred) -> None:
    """Stock leaves a location: straight to the other, or onto the road when it arrives another day.

    Each lot taken goes on as a lot of its own, with its number; all are there before one covers
    what was short.
    """
    moved = []
    for place, line in enumerate(event.lines):
        picked = picks(work, line.item, event.from_location, line.lot, line.quantity)
        for piece, pick in enumerate(picked):
            lot = _moved(work, event, line, pick, _road_reference(work, place, piece))
            work.shelf.move(pick.lot, pick.units, pick.value, lot, MOVED, pick.units)
            work.part("transferred", pick.value, pick.lot.account, item=line.item)
            work.part("transferred_in", lot.value, lot.account, item=line.item)
            moved.append(lot)
    if not _on_road(event):
        for lot in moved:
            cover_shortages(work, lot)


def number_of(line: TransferLine, pick: Pick) -> str:
    """The lot number units travel under: their lot's, or the one named where lots do not decide."""
    decides = pick.lot.layer not in WITHOUT_LOTS
    return (pick.lot.number or line.lot) if decides or not line.lot else line.lot


def _moved(work: Work, event: StockTransferred, line: TransferLine, pick: Pick, reference: str) -> Lot:
    number = number_of(line, pick)
    if not _on_road(event):
        kept = work.shelved(line.item, event.to_location, pick.units, pick.value)
        work.vary(line.item, event.to_location, pick.value - kept, VARIANCE)
        return work.stock(
            line.item,
            event.to_location,
            pick.units,
            kept,
            number=number,
            cost="actual",
            reference=work.own(),
        )
    before = work.master.stock_account(line.item, event.from_location)
    after = work.master.stock_account(line.item, event.to_location)
    return work.bear(
        line.item,
        f"→{event.to_location}",
        before if before == after else IN_TRANSIT,
        pick.units,
        pick.value,
        number=number,
        reference=reference,
    )


def arrive_at(work: Work, event: StockTransferred) -> None:
    """Stock on the road reaches its location, at its cost as it stands now."""
    arrived = []
    for place in range(len(event.lines)):
        piece = 0
        while lots := work.shelf.by_reference(_road_reference(work, place, piece)):
            arrived.append(_arrived(work, event, lots[0]))
            piece += 1
    for lot in arrived:
        cover_shortages(work, lot)


def _arrived(work: Work, event: StockTransferred, road: Lot) -> Lot:
    kept = work.shelved(road.item, event.to_location, road.quantity, road.value)
    work.vary(road.item, event.to_location, road.value - kept, VARIANCE)
    here = work.stock(
        road.item,
        event.to_location,
        road.quantity,
        kept,
        number=road.number,
        cost="actual",
        reference=work.own(),
    )
    work.part("transferred", road.value, road.account, item=road.item)
    work.part("transferred_in", kept, here.account, item=road.item)
    work.shelf.move(road, road.quantity, road.value, here, MOVED, road.quantity)
    return here
