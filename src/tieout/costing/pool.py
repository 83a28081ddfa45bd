"""Pool: the moving average of an item at a place, as lots in a row.

What comes in joins what is there in a new lot, the pool from then on; both stand in it by quantity. So a
unit costs what all that were there cost on average when it left, to the last 10⁻⁸, and a late cost of a
receipt goes the way the units went: to who took from the pool since, and to what is on hand.
"""

from __future__ import annotations

from tieout.costing.descent import POOLED
from tieout.costing.late import cover_shortages
from tieout.costing.method import AVERAGE
from tieout.costing.taking import Work


def blend(work: Work) -> None:
    """Let every place the event moved units of, where units are costed by average, hold one lot."""
    if not work.master.methods_vary:
        return
    shelf = work.shelf
    moved = [shelf.lot(born.id) for born in shelf.born] + [shelf.lot(take.lot) for take in shelf.taken]
    for item, location in dict.fromkeys((lot.item, lot.location) for lot in moved if lot.layer == AVERAGE):
        blend_at(work, item, location)


def blend_at(work: Work, item: str, location: str) -> None:
    """What is short is covered first, then all that holds units becomes one lot.

    An account that a lot does not share with the pool passes its value on. A place that is costed otherwise
    since, a late cost of what it held by average leaves as it is.
    """
    layers = [lot for lot in work.shelf.layers(item, location) if lot.layer == AVERAGE]
    if any(lot.quantity < 0 for lot in layers):
        for lot in [lot for lot in layers if lot.quantity > 0]:
            cover_shortages(work, lot)
    held = [lot for lot in layers if lot.quantity > 0]
    if len(held) < 2:
        return
    units, value = sum(lot.quantity for lot in held), sum(lot.value for lot in held)
    pool = work.stock(item, location, units, value)
    for lot in held:
        if lot.account != pool.account:
            work.part("covering", lot.value, lot.account, item=item)
            work.part("covered", lot.value, pool.account, item=item)
        work.shelf.move(lot, lot.quantity, lot.value, pool, POOLED, lot.quantity)
