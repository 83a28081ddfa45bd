"""Lots an event declares: the numbers later events may name (admission: known lots)."""

from __future__ import annotations

from collections.abc import Iterator

from tieout.core.event import (
    DisassemblyCompleted,
    Event,
    GoodsReceived,
    GoodsReturned,
    OpeningStock,
    ProductionCompleted,
    StockAdjusted,
    StockCounted,
)


def declared_lots(event: Event) -> tuple[tuple[str, str], ...]:
    """(item, lot number) of every numbered lot that comes into being with the event."""
    return tuple((item, number) for item, number in _declared(event) if number)


def _declared(event: Event) -> Iterator[tuple[str, str]]:
    match event:
        case GoodsReceived():
            yield from ((line.item, line.lot) for line in event.lines)
        case ProductionCompleted():
            yield from ((output.item, output.lot) for output in event.outputs)
        case OpeningStock():
            yield from ((lot.item, lot.lot) for lot in event.lots)
        case DisassemblyCompleted():
            yield from ((part.item, part.lot) for part in event.components)
        case GoodsReturned():
            yield from ((line.item, line.lot) for line in event.lines)
        case StockAdjusted():
            yield from ((line.item, line.lot) for line in event.lines if line.quantity > 0)
        case StockCounted():
            yield from ((line.item, line.lot) for line in event.lines)
        case _:
            return
