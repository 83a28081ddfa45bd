"""Costing method: how the units of an item are costed at a place (accounting.md 2; docs/costing.md).

By lot, its own cost; first in first out, whatever lot is named; a moving average per item and place; or
at standard cost, with what was paid beyond it as a variance. A place that holds units keeps the method
they came in under until it is empty: a change of the item takes effect there then, and is told. On the
road every unit keeps the cost it left with.
"""

from __future__ import annotations

from typing import Final

from tieout.core.event.stock import ROAD
from tieout.core.lot import Flag
from tieout.core.master import MasterData
from tieout.costing.shelf import Shelf

LOT_ACTUAL: Final = "lot_actual"
FIFO: Final = "fifo"
AVERAGE: Final = "average"
STANDARD: Final = "standard"

LAYERS: Final = {LOT_ACTUAL: "stock", FIFO: FIFO, AVERAGE: AVERAGE, STANDARD: STANDARD}
"""What `layer` of a lot says per method."""

METHODS: Final = {layer: method for method, layer in LAYERS.items()}

WITHOUT_LOTS: Final = frozenset({FIFO, AVERAGE})
"""Methods that take no notice of the lot a movement names."""


def method_at(shelf: Shelf, master: MasterData, item: str, location: str) -> tuple[str, Flag | None]:
    """The method in force for an item at a place, and a flag where the item now states another."""
    if not master.methods_vary or location.startswith(ROAD):
        return LOT_ACTUAL, None
    stated = master.costed_as(item).costing_method
    held = [lot for lot in shelf.layers(item, location) if lot.quantity]
    there = METHODS[held[-1].layer] if held else stated
    if there == stated:
        return there, None
    text = f"{item} at {location} is costed by {there} still, not by {stated}"
    return there, Flag("costing_method_waits", text)
