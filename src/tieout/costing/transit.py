"""Transit: goods of a transfer on the road until somebody says where they came, or that they are lost.

They stand in lots of their own at a place named by the transfer. So an arrival is a transfer from there,
and a loss is an adjustment there: both take what is on the road and no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tieout.core.event import (
    StockAdjusted,
    StockTransferred,
    TransferArrived,
    TransferDispatched,
    TransferLost,
)
from tieout.core.event.stock import ROAD, AdjustmentLine
from tieout.core.scaled import Quantity
from tieout.costing import adjustment, transfer
from tieout.costing.descent import MOVED
from tieout.costing.method import LAYERS, LOT_ACTUAL
from tieout.costing.taking import NotCostable, Work, picks


def move(work: Work, event: TransferDispatched | TransferArrived | TransferLost) -> None:
    """Cost what happened to goods of a transfer.

    Raises:
        NotCostable: more arrived, or was lost, than is on the road.
    """
    match event:
        case TransferDispatched():
            send(work, as_transfer(event, event.to_location))
        case TransferArrived():
            arrive(work, as_transfer(event, event.to_location))
        case TransferLost():
            lose(work, as_loss(event))


def as_transfer(event: TransferDispatched | TransferArrived, goal: str) -> StockTransferred:
    """The move it is: onto the road to `goal`, or off the road."""
    start = event.from_location if isinstance(event, TransferDispatched) else event.road
    return StockTransferred(
        source=event.source,
        id=event.id,
        date=event.date,
        transfer=event.transfer,
        from_location=start,
        to_location=goal,
        lines=event.lines,
    )


def as_loss(event: TransferLost) -> StockAdjusted:
    """The adjustment it is, at the place on the road."""
    lines = [
        AdjustmentLine(item=line.item, lot=line.lot, quantity=Quantity(-line.quantity))
        for line in event.lines
    ]
    return StockAdjusted(
        source=event.source,
        id=event.id,
        date=event.date,
        location=event.road,
        reason=event.reason,
        lines=lines,
    )


def send(work: Work, event: StockTransferred) -> None:
    """Each lot taken stands on the road as a lot of its own, with its number and what it cost.

    Where both ends share an account it stays there, else it stands in transit (accounting.md 5).
    """
    for line in event.lines:
        before = work.master.stock_account(line.item, event.from_location)
        shared = before == work.master.stock_account(line.item, event.to_location)
        for pick in picks(work, line.item, event.from_location, line.lot, line.quantity):
            lot = work.bear(
                line.item,
                ROAD + event.transfer,
                before if shared else transfer.IN_TRANSIT,
                pick.units,
                pick.value,
                number=transfer.number_of(line, pick),
                reference=work.own(),
                layer=LAYERS[LOT_ACTUAL],
            )
            work.shelf.move(pick.lot, pick.units, pick.value, lot, MOVED, pick.units)
            work.part("transferred", pick.value, pick.lot.account, item=line.item)
            work.part("transferred_in", lot.value, lot.account, item=line.item)


def arrive(work: Work, event: StockTransferred) -> None:
    """Goods come off the road to a place.

    Raises:
        NotCostable: fewer are on the road.
    """
    on_the_road(work, event.from_location, event.lines)
    transfer.dispatch(work, event)


def lose(work: Work, event: StockAdjusted) -> None:
    """Goods on the road are lost.

    Raises:
        NotCostable: fewer are on the road.
    """
    lines = [replace(line, quantity=Quantity(-line.quantity)) for line in event.lines]
    on_the_road(work, event.location, lines)
    adjustment.adjust(work, event)


def on_the_road(work: Work, road: str, lines: Iterable[Any]) -> None:
    """Refuse to take more than there is, of an item and of each lot named.

    Raises:
        NotCostable: fewer are on the road.
    """
    wanted: dict[tuple[str, str], int] = {}
    for line in lines:
        for number in {"", line.lot}:
            wanted[line.item, number] = wanted.get((line.item, number), 0) + int(line.quantity)
    for (item, number), units in wanted.items():
        there = sum(
            lot.quantity for lot in work.shelf.layers(item, road) if not number or lot.number == number
        )
        if there < units:
            raise NotCostable(
                "not_on_the_road",
                transfer=road.removeprefix(ROAD),
                item=f"{item} lot {number}" if number else item,
                wanted=str(Quantity(units)),
                there=str(Quantity(max(0, there))),
            )
