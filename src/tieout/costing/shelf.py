"""Shelf: the working lots of one cycle, and the ways value moves between them.

The shelf is the state slice of the design: it holds the lots an event may touch, fetches those it
does not hold from `Genealogy` (the store), and notes what happened so that the store can append it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tieout.core.errors import ProgrammerError
from tieout.core.lot import LotBorn, Revalued, Take
from tieout.core.scaled import half_even
from tieout.costing.genealogy import Genealogy, Lot

RECEIPT = "receipt:"
"""What the reference of a received lot begins with; then the receipt's number, «:» and its line."""


OWN = "fact:"
"""What the reference of a lot begins with that only its own fact refers to; then the event's id."""

LATE = "late"
"""The role of a late cost that followed a take: it adds to what the taker had of the lot."""


def receipt_prefix(reference: str) -> str:
    """What the references of all lines of a receipt have in common: `receipt:NUMBER:`."""
    return reference[: reference.index(":", len(RECEIPT)) + 1]


class Shelf:
    """Lots by id, by item and location, and by reference; births, takes and revaluations noted."""

    def __init__(self, genealogy: Genealogy, next_lot: int = 1) -> None:
        """An empty shelf that fetches from `genealogy` and numbers new lots from `next_lot`."""
        self.genealogy = genealogy
        self.next_lot = next_lot
        self.born: list[LotBorn] = []
        self.taken: list[Take] = []
        self.revalued: list[Revalued] = []
        self.touched: dict[int, Lot] = {}
        self.derived: dict[str, dict[Any, Any]] = {}
        """What was worked out of who took which units, by name; forgotten as soon as units move."""
        self.owing: set[str] = set()
        """Order lines at hand of which a standing sale may be owed units (`costing.shipment`)."""
        self._lots: dict[int, Lot] = {}
        self._layers: dict[tuple[str, str], list[Lot]] = {}
        self._references: dict[str, list[Lot]] = {}
        self._receipts: dict[str, list[Lot]] = {}
        self._orders: dict[str, list[Lot]] = {}
        self._new_costs: dict[tuple[str, str, str], tuple[int, int]] = {}
        self._last_cost: dict[tuple[str, str], tuple[int, int] | None] = {}
        self._opening_cost: dict[tuple[str, str], tuple[int, int] | None] = {}

    # -- finding ------------------------------------------------------------------------------

    def lot(self, key: int) -> Lot:
        """A lot by id, fetched if it is not at hand."""
        found = self._lots.get(key)
        if found is None:
            found = self._held(self.genealogy.lot(key))
        return found

    def layers(self, item: str, location: str) -> list[Lot]:
        """Lots of the item at the location that hold something or are short, oldest first."""
        place = (item, location)
        layers = self._layers.get(place)
        if layers is None:
            layers = [self._held(lot) for lot in self.genealogy.layers(item, location)]
            self._layers[place] = layers
        elif layers and not layers[0].quantity:
            layers[:] = [lot for lot in layers if lot.quantity]
        return layers

    def by_reference(self, reference: str) -> list[Lot]:
        """Lots born under a reference, oldest first."""
        known = self._references.get(reference)
        if known is None:
            known = [self._held(lot) for lot in self.genealogy.by_reference(reference)]
            self._references[reference] = known
        return known

    def by_receipt(self, prefix: str) -> list[Lot]:
        """Lots of every line of a receipt (`receipt:NUMBER:`), oldest first."""
        earlier = [self._held(lot) for lot in self.genealogy.by_receipt(prefix)]
        return [*earlier, *self._receipts.get(prefix, ())]

    def by_order(self, order_line: str) -> list[Lot]:
        """Shipped lots of an order line, oldest first; those that wait for their invoice hold units."""
        known = self._orders.get(order_line)
        if known is None:
            known = [self._held(lot) for lot in self.genealogy.by_order(order_line)]
            self._orders[order_line] = known
        return known

    def takes(self, lot: Lot) -> list[Take]:
        """What was taken from a lot, in order."""
        if lot.earlier is None:
            lot.earlier = self.genealogy.takes(lot.id)
        return [*lot.earlier, *lot.fresh]

    def _held(self, lot: Lot) -> Lot:
        return self._lots.setdefault(lot.id, lot)

    # -- moving -------------------------------------------------------------------------------

    def bear(self, born: LotBorn, *, cost: str = "") -> Lot:
        """A new lot, numbered `next_lot`; `cost` says which last cost of its item it states.

        Raises:
            ProgrammerError: the lot has another number.
        """
        if born.id != self.next_lot:
            raise ProgrammerError(f"lot {born.id} is born where {self.next_lot} is the next")
        self.next_lot += 1
        lot = Lot(born, born.quantity, born.value, [])
        self.born.append(born)
        self._lots[lot.id] = self.touched[lot.id] = lot
        if lot.layer:
            self.layers(lot.item, lot.location).append(lot)
        if lot.reference.startswith(OWN):
            self._references.setdefault(lot.reference, []).append(lot)
        elif lot.reference:
            self.by_reference(lot.reference).append(lot)
            if lot.reference.startswith(RECEIPT):
                self._receipts.setdefault(receipt_prefix(lot.reference), []).append(lot)
        if lot.order_line:
            self.by_order(lot.order_line).append(lot)
        if cost:
            self.state_cost(lot, cost, (lot.value, lot.quantity))
        return lot

    def state_cost(self, lot: Lot, kind: str, cost: tuple[int, int]) -> None:
        """Let a lot state the actual or opening cost of its item and place, as a fraction."""
        known = self._opening_cost if kind == "opening" else self._last_cost
        known[lot.item, lot.location] = cost
        self._new_costs[lot.item, lot.location, kind] = cost

    def worth(self, lot: Lot, quantity: int) -> int:
        """What `quantity` of a lot takes with it: its share, half-even; the last takes the rest."""
        return lot.value if quantity == lot.quantity else half_even(lot.value * quantity, lot.quantity)

    def take(self, lot: Lot, quantity: int, sink: Lot, role: str = "") -> int:
        """Move `quantity` of a lot, with its share of the value, to `sink`; the value moved."""
        value = self.worth(lot, quantity)
        self.move(lot, quantity, value, sink, role, quantity)
        return value

    def move(
        self, lot: Lot, quantity: int, value: int, sink: Lot, role: str, weight: int, whole: int = 0
    ) -> None:
        """Move a stated quantity and value from a lot to `sink`."""
        self.derived.clear()
        lot.quantity -= quantity
        lot.value -= value
        take = Take(lot.id, sink.id, quantity, value, role, weight, whole)
        lot.fresh.append(take)
        self.taken.append(take)
        self.touched[lot.id] = lot

    def give_back(self, lot: Lot, quantity: int, value: int, sink: Lot, role: str, whole: int = 0) -> None:
        """Move a stated quantity and value back from `sink` to the lot it was taken from.

        It stands as a take below zero, so that a late cost of the lot follows what was kept only.
        """
        self.move(lot, -quantity, -value, sink, role, -quantity, whole)
        self.reshelve(lot)

    def note_late(self, lot: Lot, sink: int, value: int) -> None:
        """Note what of a late cost of a lot followed one of its takes."""
        take = Take(lot.id, sink, 0, value, LATE, 0)
        lot.fresh.append(take)
        self.taken.append(take)

    def sources(self, sink: Lot) -> list[Lot]:
        """The lots something was taken from into a lot of an earlier cycle, in order of first take."""
        return [self.lot(key) for key in self.genealogy.sources(sink.id)]

    def reshelve(self, lot: Lot) -> None:
        """A lot that held nothing holds something again: it is found in its old place."""
        for known in (
            self.layers(lot.item, lot.location) if lot.layer else None,
            self._orders.get(lot.order_line) if lot.order_line else None,
        ):
            if known is not None and lot not in known:
                known.append(lot)
                known.sort(key=lambda one: one.id)

    def shipped(self, order_line: str) -> list[Lot]:
        """Every shipped lot of an order line, also those that wait no more, oldest first."""
        lots = {lot.id: self._held(lot) for lot in self.genealogy.shipped(order_line)}
        lots |= {lot.id: lot for lot in self.by_order(order_line)}
        return [lots[key] for key in sorted(lots)]

    def add(self, lot: Lot, quantity: int, value: int) -> None:
        """Let a lot hold more: what was moved to one that gathers (a run, units sold of one line)."""
        self.derived.clear()
        lot.quantity += quantity
        lot.value += value
        self.touched[lot.id] = lot

    def revalue(self, lot: Lot, value: int, why: str) -> None:
        """Add value to what a lot holds."""
        lot.value += value
        self.revalued.append(Revalued(lot.id, value, why))
        self.touched[lot.id] = lot

    # -- costs known --------------------------------------------------------------------------

    def last_cost(self, item: str, location: str) -> tuple[int, int] | None:
        """(value, quantity) of the last actual cost of the item at the location."""
        place = (item, location)
        if place not in self._last_cost:
            self._last_cost[place] = self.genealogy.last_cost(item, location)
        return self._last_cost[place]

    def opening_cost(self, item: str, location: str) -> tuple[int, int] | None:
        """The unit cost of the last opening lot of the item at the location, as a fraction."""
        place = (item, location)
        if place not in self._opening_cost:
            self._opening_cost[place] = self.genealogy.opening_cost(item, location)
        return self._opening_cost[place]

    # -- the end of a chunk -------------------------------------------------------------------

    def noted(self) -> tuple[list[LotBorn], list[Take], list[Revalued]]:
        """Births, takes and revaluations since the last call: those of one event."""
        done = (self.born, self.taken, self.revalued)
        self.born, self.taken, self.revalued = [], [], []
        return done

    def drain_touched(self) -> list[Lot]:
        """The lots whose holding changed since the last drain: those of one chunk."""
        touched = list(self.touched.values())
        self.touched = {}
        return touched

    def drain_costs(self) -> list[tuple[str, str, str, int, int]]:
        """Last costs stated since the last drain: (item, location, kind, value, quantity)."""
        stated = [(*key, *cost) for key, cost in self._new_costs.items()]
        self._new_costs = {}
        return stated

    def forget_settled(self) -> None:
        """Let go, after a commit, of all but stock on hand; the rest is fetched when it is needed."""
        self._references, self._receipts, self._orders = {}, {}, {}
        self.derived.clear()
        kept: dict[int, Lot] = {}
        for layers in self._layers.values():
            layers[:] = [lot for lot in layers if lot.quantity]
            for lot in layers:
                kept[lot.id] = lot
                lot.earlier, lot.fresh = None, []
        self._lots = kept

    def expect(self, lots: Iterable[Lot], references: Iterable[str], orders: Iterable[str]) -> None:
        """Take in lots fetched ahead for these references and order lines; others have none."""
        for reference in references:
            self._references.setdefault(reference, [])
        for order_line in orders:
            self._orders.setdefault(order_line, [])
        for fetched in lots:
            lot = self._held(fetched)
            for known, key in ((self._references, lot.reference), (self._orders, lot.order_line)):
                place = known.get(key)
                if place is not None and lot not in place:
                    place.append(lot)
        for order_line in orders:
            self._orders[order_line].sort(key=lambda lot: lot.id)


def total(lots: Iterable[Lot]) -> int:
    """The quantity lots hold together."""
    return sum(lot.quantity for lot in lots)
