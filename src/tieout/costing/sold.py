"""Sold: on which days the units of a shipped line were sold (accounting.md 1, 8.6).

All units of one shipped line that sales recognised stand in one lot. Sales of several days may have
recognised them; what is found out later of their cost belongs to those days, and the months these are in.
"""

from __future__ import annotations

from datetime import date

from tieout.costing.genealogy import Lot
from tieout.costing.shelf import Shelf

SOLD = "sold"
"""The role of units a sale recognised; `whole` of their take is the day, counted from 1 January 1."""


def day_number(day: str) -> int:
    """A day as the takes of sold units keep it."""
    return date.fromisoformat(day).toordinal()


def sold_lot(shelf: Shelf, shipped: Lot) -> Lot | None:
    """The units of one shipped line that were invoiced, all in one lot; None = none were."""
    return next((shelf.lot(take.sink) for take in shelf.takes(shipped) if take.role == SOLD), None)


def sold_by_day(shelf: Shelf, shipped: Lot, sold: Lot) -> list[tuple[str, int]]:
    """The units still sold by the day their sale counts on, earliest first; they sum to what is sold.

    Units that came back since are those sold last.
    """
    units: dict[str, int] = {}
    for take in shelf.takes(shipped):
        if take.role == SOLD:
            day = date.fromordinal(take.whole).isoformat() if take.whole else sold.day
            units[day] = units.get(day, 0) + take.quantity
    back = sum(units.values()) - sold.quantity
    found = []
    for day in sorted(units, reverse=True):
        gone = min(back, max(units[day], 0))
        back -= gone
        if units[day] > gone:
            found.append((day, units[day] - gone))
    return found[::-1]


def last_sold(shelf: Shelf, shipped: Lot, sold: Lot, units: int) -> list[tuple[str, int]]:
    """The days of the units sold last, the latest first: those that are sold no more."""
    found = []
    for day, there in reversed(sold_by_day(shelf, shipped, sold)):
        if units:
            piece = min(units, there)
            units -= piece
            found.append((day, piece))
    return found
