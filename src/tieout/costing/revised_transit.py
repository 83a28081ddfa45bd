"""Revised transit: a dispatch, an arrival or a loss of goods on the road, told again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from tieout.core.event import StockTransferred, TransferArrived, TransferDispatched, TransferLost
from tieout.core.scaled import Quantity
from tieout.costing.revised_stock import revise_adjustment, revise_transfer
from tieout.costing.taking import Work
from tieout.costing.transit import arrive, as_loss, as_transfer, on_the_road, send


def revise_dispatch(
    work: Work, before: TransferDispatched, after: TransferDispatched, earlier: Sequence[str]
) -> None:
    """Units that did not leave stand where they were; what arrived of them leaves the road short."""

    def again(work: Work, more: StockTransferred) -> None:
        send(work, replace(more, to_location=after.to_location))

    revise_transfer(work, as_transfer(before, before.road), as_transfer(after, after.road), earlier, again)


def revise_arrival(
    work: Work, before: TransferArrived, after: TransferArrived, earlier: Sequence[str]
) -> None:
    """Units that did not arrive are on the road again; further ones come off it."""
    revise_transfer(
        work,
        as_transfer(before, before.to_location),
        as_transfer(after, after.to_location),
        earlier,
        arrive,
    )


def revise_loss(work: Work, before: TransferLost, after: TransferLost, earlier: Sequence[str]) -> None:
    """Units found are on the road again; further ones are lost.

    Raises:
        NotCostable: more are lost than are on the road.
    """
    told = _lost(before) if before.road == after.road else Counter[tuple[str, str]]()
    more = _lost(after) - told
    line_of = {(line.item, line.lot): line for line in after.lines}
    further = [replace(line_of[key], quantity=Quantity(units)) for key, units in more.items()]
    on_the_road(work, after.road, further)
    revise_adjustment(work, as_loss(before), as_loss(after), earlier)


def _lost(event: TransferLost) -> Counter[tuple[str, str]]:
    """Units (10⁻⁶) by item and lot named, over all lines."""
    units: Counter[tuple[str, str]] = Counter()
    for line in event.lines:
        units[line.item, line.lot] += int(line.quantity)
    return units
