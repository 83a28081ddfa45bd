"""Revised shipments and customer returns: units that stayed, or went too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tieout.core.account import account_key
from tieout.core.event import GoodsReturned, GoodsShipped
from tieout.core.lot import Recognised, SaleNeed
from tieout.core.scaled import Quantity, half_even
from tieout.costing.descent import RETURNED
from tieout.costing.genealogy import Lot
from tieout.costing.giving_back import (
    brought,
    cover_all,
    give_back,
    had,
    leaving,
    never_there,
    too_few,
    withdraw,
)
from tieout.costing.late import shares
from tieout.costing.line_change import LineChange, line_changes
from tieout.costing.returns import gave_back, take_back
from tieout.costing.shipment import (
    make_good,
    note_sold,
    note_waiting,
    order_line_key,
    owe,
    ship,
    shipment_reference,
    unsell,
)
from tieout.costing.sold import SOLD, day_number, sold_by_day, sold_lot
from tieout.costing.taking import Pick, Work, own_reference


def revise_shipment(
    work: Work,
    before: GoodsShipped,
    after: GoodsShipped,
    earlier: Sequence[str],
    waiting: Sequence[SaleNeed],
) -> list[Recognised]:
    """Units that were not shipped go back to their lots; further ones are shipped as any others.

    A sale that stands keeps its cost: what it bills of units that went back, it has of the further ones,
    or of what else of its order line waits for an invoice; what is not there yet, it is owed.

    Returns the waiting sales that the further units complete.
    """
    lines = line_changes(
        [(line, before.shipment, before.location, before.order) for line in before.lines],
        [(line, after.shipment, after.location, after.order) for line in after.lines],
        lambda one: (one[0].line, one[0].item, one[0].lot, one[0].order_line, *one[1:]),
        lambda one: int(one[0].quantity),
    )
    for change in lines:
        if change.fewer:
            _stayed(work, before, change, earlier)
    further = [replace(one.new[0], quantity=Quantity(one.more)) for one in lines if one.more]
    again = {order_line_key(after.order, line.order_line or line.line) for line in further}
    kept = [order_line_key(before.order, line.order_line or line.line) for line in before.lines]
    for order_line in dict.fromkeys(kept):
        if order_line not in again:
            make_good(work, order_line)
    return ship(work, replace(after, lines=further), waiting) if further else []


def _stayed(work: Work, event: GoodsShipped, change: LineChange, earlier: Sequence[str]) -> None:
    line, left = change.old[0], change.fewer
    restored: list[Lot] = []
    for lot in reversed(work.shelf.by_reference(shipment_reference(event.shipment, line.line))):
        if lot.event in earlier and (lot.item, lot.number) == (line.item, line.lot):
            sold = sold_lot(work.shelf, lot)
            units = min(left, lot.quantity + (sold.quantity if sold else 0))
            if units > 0:
                left -= units
                restored += _unship(work, lot, sold, units)
    if left:
        raise too_few(line.item, left)
    cover_all(work, restored)


def _unship(work: Work, lot: Lot, sold: Lot | None, units: int) -> list[Lot]:
    """Units of one shipped lot go back: those not yet invoiced first, then those sold.

    What stays is shared anew between sold and not yet invoiced units, by quantity.
    """
    picked = _worth_of(work, lot, sold, units)
    if sold and units > lot.quantity:
        _unsell(work, lot, sold, units - lot.quantity)
    for pick in picked:
        value = give_back(work, [pick], lot, "shipped", "", item=lot.item)
        work.shelf.add(lot, -pick.units, -value)
        note_waiting(work, lot, -pick.units, -value)
    work.shelf.reshelve(lot)
    if sold and sold.quantity + lot.quantity:
        whole = lot.value + sold.value
        share = half_even(whole * sold.quantity, lot.quantity + sold.quantity)
        _recognise(work, lot, sold, share - sold.value)
    return [pick.lot for pick in picked]


def _worth_of(work: Work, lot: Lot, sold: Lot | None, units: int) -> list[Pick]:
    """What goes back to each lot: what it brought; once units came back, their share of the line's cost."""
    picked = brought(work, lot, units)
    there = lot.quantity + (sold.quantity if sold else 0)
    whole = lot.value + (sold.value if sold else 0)
    if there == sum(had(work, source, lot)[0] for source in work.shelf.sources(lot)):
        return picked
    shared = []
    for pick in picked:
        value = whole if pick.units == there else half_even(whole * pick.units, there)
        shared.append(pick._replace(value=value))
        there, whole = there - pick.units, whole - value
    return shared


def _unsell(work: Work, lot: Lot, sold: Lot, units: int) -> None:
    for day, piece, value in unsell(work, lot, sold, units):
        owe(work, lot, sold, piece, day)
        note_sold(work, lot, -piece, -value, day=day)


def _recognise(work: Work, lot: Lot, sold: Lot, value: int) -> None:
    """What the units sold cost otherwise now, on the days their sales count on."""
    days = sold_by_day(work.shelf, lot, sold) if value else []
    for (day, _), part in zip(days, shares(value, [units for _, units in days]), strict=True):
        work.shelf.move(lot, 0, part, sold, SOLD, 0, day_number(day))
        work.shelf.add(sold, 0, part)
        note_sold(work, lot, 0, part, day=day)


def revise_return(work: Work, before: GoodsReturned, after: GoodsReturned, earlier: Sequence[str]) -> None:
    """Units that did not come back are shipped, or sold, as before their return."""
    lines = line_changes(
        [(line, before.location) for line in before.lines],
        [(line, after.location) for line in after.lines],
        lambda one: (
            one[0].item, one[0].shipment, one[0].shipment_line, one[0].restock, one[0].lot, one[1]
        ),
        lambda one: int(one[0].quantity),
    )  # fmt: skip
    for change in lines:
        if change.fewer:
            _not_back(work, change, earlier)
    for change in lines:
        if change.more:
            line, place = change.new
            further = [replace(line, quantity=Quantity(change.more))]
            take_back(work, replace(after, location=place, lines=further))


def _not_back(work: Work, change: LineChange, earlier: Sequence[str]) -> None:
    (line, place), left = change.old, change.fewer
    for key in reversed(earlier):
        for lot in work.shelf.by_reference(own_reference(key, line.shipment, line.shipment_line)):
            if (lot.item, lot.location, lot.number, bool(lot.layer)) == (
                line.item, place, line.lot, line.restock
            ):  # fmt: skip
                sources = work.shelf.sources(lot)
                here = (
                    sum(had(work, one, lot)[0] for one in sources)
                    if sources
                    else lot.born_quantity - never_there(work.shelf, lot)
                )
                units = min(left, here)
                left -= units
                _leave(work, lot, units, known=bool(sources))
    if left:
        raise too_few(line.item, left)


def _leave(work: Work, lot: Lot, units: int, *, known: bool) -> None:
    """Take units off a returned lot; they go back to the shipped line, or to cost of goods sold."""
    if not units:
        return
    value = leaving(work, lot, units) if lot.layer else _scrapped(work, lot, units)
    work.part("restocked", -value, lot.account, item=lot.item)
    if not known:
        cogs = account_key("cogs", category=lot.category)
        sink = work.bear(lot.item, lot.location, cogs, units, value)
        withdraw(work, lot, units, value, sink)
        work.part("unsold", -value, category=lot.category, item=lot.item)
        return
    left_units, left_value = units, value
    for source, piece, _ in brought(work, lot, units):
        share = left_value if piece == left_units else half_even(left_value * piece, left_units)
        left_units, left_value = left_units - piece, left_value - share
        work.shelf.give_back(source, piece, share, lot, RETURNED)
        gave_back(work, source, -piece, -share, lot.item)


def _scrapped(work: Work, lot: Lot, units: int) -> int:
    value = work.shelf.worth(lot, units)
    work.shelf.add(lot, -units, -value)
    return value
