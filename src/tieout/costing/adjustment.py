"""Adjustments: stock found, lost, counted, moved between locations, revalued."""

from __future__ import annotations

from tieout.core.account import AccountKey, account_key
from tieout.core.event import StockAdjusted, StockCounted, StockRevalued, StockTransferred
from tieout.core.scaled import half_even
from tieout.costing.late import cover_shortages
from tieout.costing.purchase import home_value
from tieout.costing.shelf import Lot
from tieout.costing.taking import NoCost, Work, fallback_value, take_stock

IN_TRANSIT = AccountKey("inventory_in_transit")
COUNT = "count"


def adjust(work: Work, event: StockAdjusted) -> None:
    """Dr/Cr inventory_adjustment(reason) against inventory."""
    for line in event.lines:
        if line.quantity < 0:
            _lose(work, event.location, line.item, line.lot, -line.quantity, event.reason)
        elif line.quantity:
            value = (
                home_value(line.quantity, line.unit_cost)
                if line.unit_cost is not None
                else fallback_value(work, line.item, event.location, line.quantity)
            )
            _find(work, event.location, line.item, line.lot, line.quantity, value, event.reason)


def _lose(work: Work, location: str, item: str, number: str, quantity: int, reason: str) -> None:
    lost = work.shelf.bear(
        event=work.event,
        item=item,
        location=location,
        account=account_key("inventory_adjustment", reason=reason),
        quantity=quantity,
        value=0,
        number=number,
    )
    for lot, _, value in take_stock(work, item, location, number, quantity, lost):
        lost.value += value
        work.part("lost", value, lot.account, item=item)
    work.part("adjusted", lost.value, reason=reason, item=item)


def _find(
    work: Work, location: str, item: str, number: str, quantity: int, value: int, reason: str
) -> None:
    lot = work.shelf.bear(
        event=work.event,
        item=item,
        location=location,
        number=number,
        account=work.master.stock_account(item, location),
        quantity=quantity,
        value=value,
        category=work.master.category(item),
        stock=True,
    )
    work.part("lost", -value, lot.account, item=item)
    work.part("adjusted", -value, reason=reason, item=item)
    cover_shortages(work, lot)


def count(work: Work, event: StockCounted) -> None:
    """The difference between what was counted and what is on hand, frozen now."""
    for line in event.lines:
        on_hand = sum(
            lot.quantity
            for lot in work.shelf.layers(line.item, event.location)
            if not line.lot or lot.number == line.lot
        )
        difference = line.counted - on_hand
        if difference < 0:
            _lose(work, event.location, line.item, line.lot, -difference, COUNT)
        elif difference:
            value = fallback_value(work, line.item, event.location, difference)
            _find(work, event.location, line.item, line.lot, difference, value, COUNT)


def dispatch(work: Work, event: StockTransferred) -> None:
    """Stock leaves a location: straight to the other, or onto the road when it arrives another day."""
    on_road = event.arrived is not None and event.arrived != event.date
    for place, line in enumerate(event.lines):
        before = work.master.stock_account(line.item, event.from_location)
        after = work.master.stock_account(line.item, event.to_location)
        pieces = take_stock(work, line.item, event.from_location, line.lot, line.quantity, None, "moved")
        for piece, (lot, units, value) in enumerate(pieces):
            road = before if before == after else IN_TRANSIT
            moved = _moved(work, event, place, piece, lot, units, value, road if on_road else after)
            work.part("transferred", value, lot.account, item=line.item)
            work.part("transferred_in", value, moved.account, item=line.item)
            if not on_road:
                cover_shortages(work, moved)


def _moved(
    work: Work,
    event: StockTransferred,
    place: int,
    piece: int,
    lot: Lot,
    units: int,
    value: int,
    account: AccountKey,
) -> Lot:
    on_road = event.arrived is not None and event.arrived != event.date
    moved = work.shelf.bear(
        event=work.event,
        item=lot.item,
        location=f"→{event.to_location}" if on_road else event.to_location,
        number=lot.number,
        account=account,
        quantity=units,
        value=value,
        reference=f"transfer:{event.transfer}:{place}:{piece}",
        category=lot.category,
        stock=not on_road,
        cost="" if on_road else "actual",
    )
    work.shelf.retarget(lot, moved)
    return moved


def arrive_at(work: Work, event: StockTransferred) -> None:
    """Stock on the road reaches its location."""
    for place in range(len(event.lines)):
        piece = 0
        while lots := work.shelf.by_reference(f"transfer:{event.transfer}:{place}:{piece}"):
            road = lots[0]
            account = work.master.stock_account(road.item, event.to_location)
            here = work.shelf.bear(
                event=work.event,
                item=road.item,
                location=event.to_location,
                number=road.number,
                account=account,
                quantity=road.quantity,
                value=road.value,
                category=road.category,
                stock=True,
                cost="actual",
            )
            work.part("transferred", road.value, road.account, item=road.item)
            work.part("transferred_in", road.value, account, item=road.item)
            work.shelf.move(road, road.quantity, road.value, here)
            cover_shortages(work, here)
            piece += 1


def revalue(work: Work, event: StockRevalued) -> None:
    """An amount per unit on hand, lot by lot, against the reason's account.

    Raises:
        NoCost: a write-down would take more than a lot holds.
    """
    for line in event.lines:
        lots = [
            lot
            for lot in work.shelf.layers(line.item, event.location)
            if lot.quantity > 0 and (not line.lot or lot.number == line.lot)
        ]
        changes = [half_even(line.per_unit * lot.quantity, 10**6) for lot in lots]
        if any(lot.value + change < 0 for lot, change in zip(lots, changes, strict=True)):
            raise NoCost(line.item, event.location)
        for lot, change in zip(lots, changes, strict=True):
            if change:
                work.shelf.revalue(lot, change, event.reason)
                work.part("lost", -change, lot.account, item=line.item)
                work.part("adjusted", -change, reason=event.reason, item=line.item)
