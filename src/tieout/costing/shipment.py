"""Shipments and the sales that recognise their cost: inventory → shipped, not invoiced → sold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from tieout.core.account import AccountKey, account_key
from tieout.core.event import GoodsShipped
from tieout.core.lot import Recognised, SaleNeed
from tieout.costing.genealogy import Lot
from tieout.costing.late import shares
from tieout.costing.shelf import Shelf, total
from tieout.costing.sold import SOLD, day_number, last_sold, sold_lot
from tieout.costing.taking import Work, hand_over, picks, worth

SHIPPED = AccountKey("shipped_not_invoiced")
OWED = "owed"
"""The role of units a standing sale bills that a revision says were not shipped: a weight, no movement."""


def shipment_reference(shipment: str, line: str) -> str:
    """The reference of the units of one shipped line."""
    return f"shipment:{shipment}:{line}"


def order_line_key(order: str, line: str) -> str:
    """The key of one order line; without an order nothing waits for an invoice."""
    return f"{order}:{line}" if order else ""


def is_shipped(shelf: Shelf, need: SaleNeed) -> bool:
    """Whether every unit the sale bills has been shipped and not been billed before."""
    return all(total(shelf.by_order(line)) >= units for line, units in need.units)


def _matched(shelf: Shelf, need: SaleNeed) -> Iterator[tuple[Lot, int]]:
    """The shipped units a sale bills, first shipped first."""
    for line, units in need.units:
        left = units
        for lot in shelf.by_order(line):
            if left and lot.quantity > 0:
                piece = min(left, lot.quantity)
                left -= piece
                yield lot, piece


class Waits(NamedTuple):
    """What of a shipped lot waits for its invoice: units (10⁻⁶) and their value (10⁻⁸ home units)."""

    units: int
    value: int


def recognise(work: Work, need: SaleNeed, fresh: dict[int, Waits] | None = None) -> Recognised:
    """Dr cogs · Cr shipped_not_invoiced, first shipped first, on the day both had happened.

    `fresh` holds, per lot of the shipment being costed, what of it waits for its invoice: such units
    were never posted as waiting, and go to cost of goods sold at once if the day is the shipment's.
    """
    pieces = list(_matched(work.shelf, need))
    day = max([need.day, *(lot.day for lot, _ in pieces)])
    at_once = fresh if fresh is not None and day == work.day else {}
    entry = work if fresh is None or day == work.day else replace(work, event=need.event, parts=[])
    for lot, units in pieces:
        value = _sell(work, lot, units, day)
        if lot.id in at_once:
            before = at_once[lot.id]
            at_once[lot.id] = Waits(before.units - units, before.value - value)
        name = "sold_at_once" if lot.id in at_once else "recognised"
        note_sold(entry, lot, units, value, name)
    return Recognised(need.event, day, () if entry is work else tuple(entry.parts))


def _sell(work: Work, lot: Lot, units: int, day: str) -> int:
    sold = sold_lot(work.shelf, lot)
    if sold is None:
        of_day = replace(work, day=day)
        sold = of_day.bear(lot.item, lot.location, account_key("cogs", category=lot.category), 0, 0)
    value = work.shelf.worth(lot, units)
    work.shelf.move(lot, units, value, sold, SOLD, units, day_number(day))
    work.shelf.add(sold, units, value)
    return value


def unsell(work: Work, lot: Lot, sold: Lot, units: int) -> list[tuple[str, int, int]]:
    """Units of a shipped line are sold no more, those sold last first: day, units and value of each."""
    days = last_sold(work.shelf, lot, sold, units)
    values = shares(work.shelf.worth(sold, units), [piece for _, piece in days])
    work.shelf.add(sold, -units, -sum(values))
    for (day, piece), value in zip(days, values, strict=True):
        work.shelf.give_back(lot, piece, value, sold, SOLD, day_number(day))
    return [(day, piece, value) for (day, piece), value in zip(days, values, strict=True)]


def note_sold(
    work: Work, lot: Lot, units: int, value: int, name: str = "recognised", *, day: str = ""
) -> None:
    """Note units of a shipped line on cost of goods sold; below zero they wait again.

    `day` is the one their sale counts on, where it was recognised before this event. Where that is later
    than the event's they still waited for their invoice on it: their cost follows on the sale's.
    """
    work.part(
        name,
        value,
        category=lot.category,
        item=lot.item,
        reference=lot.reference,
        quantity=units,
        period=day[:7],
        day=day if day > work.day else "",
    )


def note_waiting(work: Work, lot: Lot, units: int, value: int) -> None:
    """Note units of a shipped line that wait for their invoice; below zero they were not shipped."""
    work.part("waiting", value, SHIPPED, quantity=units, item=lot.item, reference=lot.reference)


def unrecognise(work: Work, need: SaleNeed) -> None:
    """Dr shipped_not_invoiced · Cr cogs: units a sale billed wait for their invoice again, last first.

    They go back at their cost as adjusted to date; units that came back since are none of them. Units
    it still is owed are owed no more.
    """
    for line, units in need.units:
        left = units
        for lot in reversed(work.shelf.shipped(line)):
            sold = sold_lot(work.shelf, lot)
            piece = min(left, sold.quantity) if sold else 0
            if sold and piece > 0:
                left -= piece
                value = sum(value for _, _, value in unsell(work, lot, sold, piece))
                note_sold(work, lot, -piece, -value)
        if left:
            _owe_less(work, line, left)


def owe(work: Work, lot: Lot, sold: Lot, units: int, day: str) -> None:
    """Note that a sale of a day bills units of a shipped line that were not shipped after all."""
    work.shelf.move(lot, 0, 0, sold, OWED, units, day_number(day))
    work.shelf.owing.add(lot.order_line)


def owe_missing(work: Work, order_line: str, missing: Sequence[tuple[str, int]]) -> None:
    """Note what sales that stand lack of their cost as owed to them; shipped lots of the line give it."""
    for lot in work.shelf.shipped(order_line)[:1]:
        for day, units in missing:
            sold = sold_lot(work.shelf, lot)
            if sold is None:
                of_day = replace(work, day=day)
                account = account_key("cogs", category=lot.category)
                sold = of_day.bear(lot.item, lot.location, account, 0, 0)
            owe(work, lot, sold, units, day)


class Owed(NamedTuple):
    """Units of a shipped line that a sale of `day` is owed; `sold` are those it has."""

    lot: Lot
    sold: Lot
    day: str
    units: int


def _still_owed(shelf: Shelf, line: str) -> Iterator[Owed]:
    """What is owed of each shipped line of an order line, by the day of the sale, earliest first."""
    for lot in shelf.shipped(line) if line else ():
        owed: dict[tuple[str, int], int] = {}
        for take in shelf.takes(lot):
            if take.role == OWED:
                sold = shelf.lot(take.sink)
                day = date.fromordinal(take.whole).isoformat() if take.whole else sold.day
                owed[day, sold.id] = owed.get((day, sold.id), 0) + take.weight
        yield from (
            Owed(lot, shelf.lot(key), day, owed[day, key]) for day, key in sorted(owed) if owed[day, key]
        )


def _owe_less(work: Work, line: str, units: int) -> None:
    for one in reversed(list(_still_owed(work.shelf, line))):
        piece = min(units, one.units)
        if piece:
            units -= piece
            owe(work, one.lot, one.sold, -piece, one.day)


def make_good(work: Work, line: str) -> None:
    """Dr cogs · Cr shipped_not_invoiced: units of an order line go to the standing sales they are owed.

    What its own shipment line holds now comes first, then what was shipped first, and all of it before
    any sale that waits: the revenue of these stands already. The units count as sold on the day the sale
    was recognised, or they were shipped, whichever is later: on that day they post, and that month is
    stated where it is before the one this posts in.
    """
    for owed in list(_still_owed(work.shelf, line)):
        left, own = owed.units, owed.lot.reference
        for shipped in sorted(work.shelf.by_order(line), key=lambda one: (one.reference != own, one.id)):
            piece = min(left, shipped.quantity)
            if piece > 0:
                left -= piece
                day = max(owed.day, shipped.day)
                note_sold(work, shipped, piece, _sell(work, shipped, piece, day), day=day)
        if left < owed.units:
            owe(work, owed.lot, owed.sold, left - owed.units, owed.day)


def ship(work: Work, event: GoodsShipped, waiting: Sequence[SaleNeed]) -> list[Recognised]:
    """Cost of goods leaving: to cogs where a sale stands or waits for them, else to shipped-not-invoiced.

    Returns the waiting sales that this shipment completes, in the order they came.
    """
    lots = [_ship_line(work, event, place) for place in range(len(event.lines))]
    fresh = {lot.id: Waits(lot.quantity, lot.value) for lot in lots}
    for order_line in dict.fromkeys(lot.order_line for lot in lots):
        if order_line in work.shelf.owing:
            make_good(work, order_line)
    complete = [recognise(work, need, fresh) for need in waiting if is_shipped(work.shelf, need)]
    for lot in lots:
        note_waiting(work, lot, *fresh[lot.id])
    return complete


def _ship_line(work: Work, event: GoodsShipped, place: int) -> Lot:
    line = event.lines[place]
    picked = picks(work, line.item, event.location, line.lot, line.quantity)
    lot = work.bear(
        line.item,
        event.location,
        SHIPPED,
        line.quantity,
        worth(picked),
        number=line.lot,
        reference=shipment_reference(event.shipment, line.line),
        order_line=order_line_key(event.order, line.order_line or line.line),
    )
    hand_over(work, picked, lot, "shipped", item=line.item)
    return lot
