"""Giving back: units a fact moved that it did not move after all (accounting.md 3).

Nothing is reassigned: the units go back to the lots they came from, last taken first, at what they had
brought as adjusted to date; a take below zero beside the take says so. Units that were handed on since
leave their lot short: the next increase of item and location covers it, and trues up who has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tieout.core.scaled import Quantity, half_even
from tieout.costing.genealogy import Lot
from tieout.costing.late import cover_shortages
from tieout.costing.method import AVERAGE
from tieout.costing.shelf import LATE, Shelf, total
from tieout.costing.taking import NotCostable, Pick, Work, short_of

WITHDRAWN = "withdrawn"
"""The role of units that were never there: they weigh nothing when a late cost is shared."""


def had(work: Work, lot: Lot, sink: Lot, *, late: bool = True) -> tuple[int, int]:
    """Units and value a taker has of a lot, less what it gave back; `late`: as adjusted to date."""
    takes = [take for take in work.shelf.takes(lot) if take.sink == sink.id and (late or take.role != LATE)]
    return sum(take.quantity for take in takes), sum(take.value for take in takes)


def _anything(_lot: Lot) -> bool:
    return True


def brought(work: Work, sink: Lot, units: int, wanted: Callable[[Lot], bool] = _anything) -> list[Pick]:
    """The lots that gave the last `units` to a taker, with the value they brought, last taken first.

    Raises:
        NotCostable: the taker does not have that many.
    """
    found, left = [], units
    for lot in reversed(work.shelf.sources(sink)):
        quantity, value = had(work, lot, sink) if wanted(lot) else (0, 0)
        piece = min(left, quantity)
        if piece > 0:
            left -= piece
            found.append(
                Pick(lot, piece, value if piece == quantity else half_even(value * piece, quantity))
            )
    if left:
        raise too_few(sink.item, left)
    return found


def too_few(item: str, units: int) -> NotCostable:
    """A revision asks for more units back than the fact still has out."""
    return NotCostable("revision_over_returned", item=item, units=str(Quantity(units)))


def give_back(work: Work, picked: Iterable[Pick], sink: Lot, name: str, role: str, **dims: str) -> int:
    """Let a taker give back what was picked; the value that returned, noted on each lot's account."""
    whole = 0
    for lot, units, value in picked:
        work.shelf.give_back(lot, units, value, sink, role)
        work.part(name, -value, lot.account, **dims)
        whole += value
    return whole


def leaving(work: Work, lot: Lot, units: int, unit: tuple[int, int] | None = None) -> int:
    """Take units off a stock lot: what is there at its worth, the rest at `unit` (or its birth) cost.

    `unit` is a cost as (value, quantity). Units handed on since leave the lot short, flagged; those that
    joined a pool are covered by it at once.
    """
    here = min(max(lot.quantity, 0), units)
    value = work.shelf.worth(lot, here) if here else 0
    if here < units:
        whole, base = unit or (lot.born_value, lot.born_quantity)
        value += half_even(whole * (units - here), base)
        if lot.layer != AVERAGE or total(work.shelf.layers(lot.item, lot.location)) < units:
            work.flags.append(short_of(lot.item, lot.location))
    work.shelf.add(lot, -units, -value)
    work.shelf.reshelve(lot)
    return value


def withdraw(work: Work, lot: Lot, units: int, value: int, sink: Lot) -> None:
    """Note units that were never there: they left the lot (see `leaving`) and weigh nothing."""
    work.shelf.add(lot, units, value)
    work.shelf.move(lot, units, value, sink, WITHDRAWN, 0)
    work.shelf.reshelve(lot)


def never_there(shelf: Shelf, lot: Lot) -> int:
    """Units of a lot that later revisions said never came."""
    return sum(take.quantity for take in shelf.takes(lot) if take.role == WITHDRAWN)


def cover_all(work: Work, lots: Iterable[Lot]) -> None:
    """Lots that came to hold more cover what is short, once all of them are there."""
    for lot in lots:
        if lot.layer and lot.quantity > 0:
            cover_shortages(work, lot)


def recosted(work: Work, name: str, cost: Callable[[], None]) -> None:
    """Do something whose late costs are noted under `name`; a part of it is never a true-up."""
    before, work.late = work.late, name
    cost()
    work.late = before
