"""Descent: where the units of a received lot are now, unsold and unworked (accounting.md 2, 5).

Units move to other places, join averages, are shipped and come back from the customer: they are the
receipt's own still. As such they go back to the supplier, and take a price difference of its bill along.
What was made of them is something else, and what covered a shortage is not followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush

from tieout.core.account import account_key
from tieout.core.lot import Take
from tieout.core.scaled import half_even
from tieout.costing.genealogy import Lot
from tieout.costing.method import STANDARD
from tieout.costing.sold import SOLD, sold_lot
from tieout.costing.taking import Work, own_reference

POOLED = "pooled"
"""The role of what a lot gives to the pool it joins (`costing.pool`)."""
MOVED = "moved"
"""The role of what goes on in another place, as a lot of its own."""
RETURNED = "returned"
"""The role of what came back from the customer, as a lot of its own."""
SAME_GOODS = frozenset({POOLED, MOVED, RETURNED})
"""Roles whose takers hold the very units that were taken, unsold and unworked."""
SHIPPED = "shipped_not_invoiced"
"""The role on which shipped lines wait for their invoice."""
PRICE_VARIANCE = account_key("purchase_price_variance")


def sent_back(work: Work, lot: Lot) -> frozenset[int]:
    """The takers whose units went back to the supplier, or never came."""
    takes = work.shelf.takes(lot)
    return frozenset(take.sink for take in takes if work.shelf.lot(take.sink).account == PRICE_VARIANCE)


def gone_back(work: Work, lot: Lot, line: str, *, onward: bool) -> int:
    """Units of a lot that went back to the supplier as units of its receipt line, or never came.

    What it gave for a return of another receipt, where lots are not looked at, is none of the line's.
    `onward`: also what left the lots its units went on to, by the part of those they are (10⁻⁶, half-even
    at each step). At standard they carry nothing of their line any more.
    """
    gone, within, waiting = 0, {lot.id: lot.born_quantity}, [lot.id]
    while waiting:
        one = work.shelf.lot(heappop(waiting))  # a lot is younger than those it came from
        units, whole = within.pop(one.id), _whole(work, one)
        for (key, role), quantity in given(work, one).items():
            sink = work.shelf.lot(key)
            part = half_even(units * quantity, whole)
            if sink.account == PRICE_VARIANCE:
                gone += part if sink.reference in {"", own_reference(sink.event, line)} else 0
            elif onward and part and is_same_goods(one, sink, role) and sink.layer != STANDARD:
                if key not in within:
                    heappush(waiting, key)
                within[key] = within.get(key, 0) + part
    return gone


def came_of(work: Work, lots: Iterable[Lot]) -> frozenset[int]:
    """The lots which units of some lots went on to as the same goods, whatever these hold now."""
    found, waiting = set[int](), list(lots)
    while waiting:
        one = waiting.pop()
        for key, role in given(work, one):
            sink = work.shelf.lot(key)
            if key not in found and is_same_goods(one, sink, role):
                found.add(key)
                waiting.append(sink)
    return frozenset(found)


def is_same_goods(lot: Lot, sink: Lot, role: str) -> bool:
    """Whether a taker holds, or shipped, the very units it took. It is younger, so no way is endless."""
    return sink.id > lot.id and (role in SAME_GOODS or sink.account.role == SHIPPED)


def given(work: Work, lot: Lot) -> dict[tuple[int, str], int]:
    """Units a lot gave to each taker, less what came back from it; of a shipped line, what was returned."""
    is_shipped = lot.account.role == SHIPPED
    units: dict[tuple[int, str], int] = {}
    for take in _takes_of_line(work, lot) if is_shipped else work.shelf.takes(lot):
        if not is_shipped or take.role != SOLD:
            key = take.sink, RETURNED if is_shipped else take.role
            units[key] = units.get(key, 0) + take.quantity
    return {key: quantity for key, quantity in units.items() if quantity}


def _takes_of_line(work: Work, lot: Lot) -> Iterator[Take]:
    """What was taken from a shipped line: from its units not yet invoiced, and from those sold."""
    yield from work.shelf.takes(lot)
    sold = sold_lot(work.shelf, lot)
    yield from work.shelf.takes(sold) if sold else ()


def _whole(work: Work, lot: Lot) -> int:
    """Units a lot had to give; of a shipped line those that wait, were sold, or came back."""
    if lot.account.role != SHIPPED:
        return lot.born_quantity
    sold = sold_lot(work.shelf, lot)
    return lot.quantity + (sold.quantity if sold else 0) + sum(given(work, lot).values())


def weight_kept(work: Work, sink: Lot, role: str, weight: int) -> int:
    """Units a taker has, less those that went back to the supplier after they moved or came back.

    Of a line shipped from several lots they are a part (10⁻⁶, half-even). An average passes by who went
    back where they left it.
    """
    if sink.account.role != SHIPPED and role not in {MOVED, RETURNED}:
        return weight
    back = went_on_and_back(work, sink)
    return weight - half_even(weight * back, _whole(work, sink)) if back else weight


def went_on_and_back(work: Work, lot: Lot) -> int:
    """Units of a lot that went back to the supplier: from where it is, or farther on."""
    back = 0
    for (key, role), units in given(work, lot).items():
        sink = work.shelf.lot(key)
        if sink.account == PRICE_VARIANCE:
            back += units
        elif is_same_goods(lot, sink, role):
            back += units - weight_kept(work, sink, role, units)
    return back
