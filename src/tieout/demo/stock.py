"""The generator's own stock ledger: quantities only, in milli, by item and location.

It exists so that nothing ships that is not there: layers are taken oldest first, or by lot number,
in the order of the day an inventory system uses (receipts, production, shipments, returns, counts).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field


class StockShortError(Exception):
    """The generator tried to take what is not there: a fault of the generator, never of the data."""


@dataclass(slots=True)
class Layer:
    """Units of one lot at one place."""

    lot: str
    milli: int


@dataclass(slots=True)
class Stock:
    """Layers by item and location, oldest first."""

    _layers: defaultdict[tuple[str, str], list[Layer]] = field(default_factory=lambda: defaultdict(list))

    def on_hand(self, item: str, location: str) -> int:
        """Milli of an item at a location."""
        return sum(layer.milli for layer in self._layers[item, location])

    def of_lot(self, item: str, location: str, lot: str) -> int:
        """Milli of one lot number of an item at a location."""
        return sum(layer.milli for layer in self._layers[item, location] if layer.lot == lot)

    def put(self, item: str, location: str, milli: int, lot: str = "") -> None:
        """Add a layer, the youngest of its item and location."""
        self._layers[item, location].append(Layer(lot, milli))

    def take(self, item: str, location: str, milli: int, lot: str = "") -> None:
        """Take units, oldest first; of one lot number only, where it is named.

        Raises:
            StockShortError: there are fewer units than asked for.
        """
        short = milli
        for layer in self._layers[item, location]:
            if not lot or layer.lot == lot:
                taken = min(layer.milli, short)
                layer.milli -= taken
                short -= taken
        if short:
            raise StockShortError(f"{short} milli of {item} {lot} short at {location}")
        self._layers[item, location] = [layer for layer in self._layers[item, location] if layer.milli]

    def lots(
        self, item: str, location: str, milli: int, *, youngest: bool = False
    ) -> list[tuple[str, int]]:
        """Named lots that hold so many milli, oldest (or youngest) first, without taking them.

        Empty when the lots with a number do not hold enough.
        """
        held: dict[str, int] = {}
        for layer in self._layers[item, location]:
            if layer.lot:
                held[layer.lot] = held.get(layer.lot, 0) + layer.milli
        picked: list[tuple[str, int]] = []
        for lot in reversed(held) if youngest else held:
            share = min(held[lot], milli)
            if share:
                picked.append((lot, share))
                milli -= share
        return [] if milli else picked
