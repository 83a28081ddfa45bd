"""Delivery: which lots a document means that names a receipt's or shipment's number and line.

Two deliveries under one number are legal, and two sources may count alike. Who names a number means the
deliveries of its own source where there are any, else all of them; of the item it names where there is
one; the first that came first.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tieout.costing.genealogy import Lot
from tieout.costing.shelf import Shelf


def delivered(shelf: Shelf, lots: Sequence[Lot], source: str, item: str = "") -> list[Lot]:
    """The lots of one number and line that a document of a source means."""
    if len({lot.event for lot in lots}) < 2:
        return list(lots)
    own = [lot for lot in lots if shelf.genealogy.fact_of(lot.event)[0] == source]
    meant = own or list(lots)
    return [lot for lot in meant if lot.item == item] or meant


def last_price(shelf: Shelf, lot: Lot) -> Fraction:
    """The price of a received lot as its delivery is told now, in 10⁻⁸ home units per 10⁻⁶ unit."""
    told = [
        one for one in shelf.by_reference(lot.reference) if (one.item, one.number) == (lot.item, lot.number)
    ]
    if any(one.price != lot.price for one in told):
        fact = shelf.genealogy.fact_of(lot.event)
        told = [one for one in told if shelf.genealogy.fact_of(one.event) == fact]
        return Fraction(told[-1].price)
    return Fraction(lot.price)
