"""Adjustments: stock found, lost, counted, revalued."""

from __future__ import annotations

from tieout.core.account import account_key
from tieout.core.event import StockAdjusted, StockCounted, StockRevalued
from tieout.core.scaled import half_even
from tieout.costing.genealogy import Lot
from tieout.costing.late import cover_shortages
from tieout.costing.method import AVERAGE, WITHOUT_LOTS
from tieout.costing.pool import blend_at
from tieout.costing.taking import (
    NotCostable,
    Work,
    fallback_value,
    hand_over,
    home_value,
    picks,
    unit_value,
    worth,
)

COUNT = "count"


def adjust(work: Work, event: StockAdjusted) -> None:
    """Dr/Cr inventory_adjustment(reason) against inventory; units at standard cost are found at that."""
    for line in event.lines:
        if line.quantity < 0:
            _lose(work, event.location, line.item, line.lot, -line.quantity, event.reason)
        elif line.quantity:
            known = line.unit_cost is not None and work.at_standard(line.item, event.location) is None
            value = (
                home_value(line.quantity, unit_value(line.unit_cost))
                if line.unit_cost is not None and known
                else fallback_value(work, line.item, event.location, line.quantity)
            )
            _find(work, event.location, line.item, line.lot, line.quantity, value, event.reason)


def _lose(work: Work, location: str, item: str, number: str, quantity: int, reason: str) -> None:
    picked = picks(work, item, location, number, quantity)
    account = account_key("inventory_adjustment", reason=reason)
    lost = work.bear(item, location, account, quantity, worth(picked), number=number, reference=work.own())
    hand_over(work, picked, lost, "lost", item=item)
    work.part("adjusted", lost.value, reason=reason, item=item)


def _find(
    work: Work, location: str, item: str, number: str, quantity: int, value: int, reason: str
) -> None:
    lot = work.stock(item, location, quantity, value, number=number, reference=work.own())
    work.part("lost", -value, lot.account, item=item)
    work.part("adjusted", -value, reason=reason, item=item)
    cover_shortages(work, lot)
    if work.method(item, location) == AVERAGE:
        blend_at(work, item, location)  # a later line of the event leaves at the average it made


def count(work: Work, event: StockCounted) -> None:
    """The difference between what was counted and what is on hand, frozen now.

    On hand of an item is what its lots hold less what is owed to provisional layers; of a lot number
    it is what lots of that number hold.

    Raises:
        NotCostable: a lot is counted of an item that is not costed by lots.
    """
    for line in event.lines:
        _by_lots(work, line.item, event.location, line.lot)
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


def _by_lots(work: Work, item: str, location: str, number: str) -> None:
    method = work.method(item, location)
    if number and method in WITHOUT_LOTS:
        raise NotCostable("lot_not_costed", item=item, location=location, lot=number, method=method)


def revalue(work: Work, event: StockRevalued) -> None:
    """An amount per unit on hand, lot by lot, against the reason's account.

    Raises:
        NotCostable: a write-down would take more than a lot holds; a lot is named of an item that is
            not costed by lots; the item is at standard cost.
    """
    for line in event.lines:
        _by_lots(work, line.item, event.location, line.lot)
        if work.at_standard(line.item, event.location) is not None:
            raise NotCostable("standard_not_revalued", item=line.item, location=event.location)
        for lot in list(work.shelf.layers(line.item, event.location)):
            if lot.quantity > 0 and (not line.lot or lot.number == line.lot):
                change = half_even(line.per_unit * lot.quantity, 10**6)
                change_value(work, lot, change, event.reason)


def change_value(work: Work, lot: Lot, change: int, reason: str) -> None:
    """Change what a lot is worth, against the account of the reason.

    Raises:
        NotCostable: more would be taken off than it is worth.
    """
    if change < 0 and lot.value + change < 0:
        raise NotCostable("write_down_too_large", item=lot.item, location=lot.location)
    if change:
        work.shelf.revalue(lot, change, reason)
        work.part("lost", -change, lot.account, item=lot.item)
        work.part("adjusted", -change, reason=reason, item=lot.item)
