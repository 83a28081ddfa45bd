"""Shelf: the working lots of one cycle, and the ways value moves between them.

The shelf is the state slice of the design: it holds the lots an event may touch, fetches those it
does not hold from `Genealogy` (the store), and notes what happened so that the store can append it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from tieout.core.account import AccountKey
from tieout.core.errors import ProgrammerError
from tieout.core.lot import LotBorn, Revalued, Take
from tieout.core.scaled import half_even


class Lot:
    """A lot at work: what it holds now (`quantity` 10⁻⁶, `value` 10⁻⁸) and where it stands."""

    __slots__ = (
        "account",
        "category",
        "event",
        "id",
        "item",
        "location",
        "number",
        "order_line",
        "price",
        "quantity",
        "reference",
        "takes",
        "value",
    )

    def __init__(self, born: LotBorn, quantity: int, value: int, takes: list[Take] | None) -> None:
        """A lot as born, holding what it holds now; `takes` None = not fetched."""
        self.id, self.event, self.item, self.location, self.number = born[:5]
        self.account: AccountKey = born.account
        self.reference = born.reference
        self.category = born.category
        self.order_line = born.order_line
        self.price = born.price
        self.quantity = quantity
        self.value = value
        self.takes = takes


class Genealogy(Protocol):
    """What the store can tell of lots that the shelf does not hold."""

    def layers(self, item: str, location: str) -> list[Lot]:
        """Stock lots of an item at a location that still hold something, oldest first."""
        ...

    def by_reference(self, reference: str) -> list[Lot]:
        """Lots born under a reference (a receipt line, a shipped line, a run), oldest first."""
        ...

    def by_order(self, order_line: str) -> list[Lot]:
        """Shipped lots of an order line that wait for their invoice, oldest first."""
        ...

    def lot(self, key: int) -> Lot:
        """One lot by its id."""
        ...

    def takes(self, key: int) -> list[Take]:
        """What was taken from a lot, in order."""
        ...

    def last_cost(self, item: str, location: str) -> tuple[int, int] | None:
        """(value, quantity) at birth of the last lot that came in by other than an opening."""
        ...

    def opening_cost(self, item: str, location: str) -> tuple[int, int] | None:
        """(value, quantity) at birth of the last opening lot."""
        ...


class NoGenealogy:
    """A store that knows nothing: for a company's first events and for tests."""

    def layers(self, item: str, location: str) -> list[Lot]:  # noqa: ARG002
        """Nothing on hand."""
        return []

    def by_reference(self, reference: str) -> list[Lot]:  # noqa: ARG002
        """Nothing born."""
        return []

    def by_order(self, order_line: str) -> list[Lot]:  # noqa: ARG002
        """Nothing shipped."""
        return []

    def lot(self, key: int) -> Lot:
        """No lot exists."""
        raise ProgrammerError(f"lot {key} is not on the shelf and nowhere else")

    def takes(self, key: int) -> list[Take]:  # noqa: ARG002
        """Nothing taken."""
        return []

    def last_cost(self, item: str, location: str) -> tuple[int, int] | None:  # noqa: ARG002
        """No cost known."""
        return None

    def opening_cost(self, item: str, location: str) -> tuple[int, int] | None:  # noqa: ARG002
        """No cost known."""
        return None


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
        self._lots: dict[int, Lot] = {}
        self._layers: dict[tuple[str, str], list[Lot]] = {}
        self._references: dict[str, list[Lot]] = {}
        self._orders: dict[str, list[Lot]] = {}
        self._stock: set[int] = set()
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
            self._stock.update(lot.id for lot in layers)
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

    def by_order(self, order_line: str) -> list[Lot]:
        """Shipped lots of an order line, oldest first; those that wait for their invoice hold units."""
        known = self._orders.get(order_line)
        if known is None:
            known = [self._held(lot) for lot in self.genealogy.by_order(order_line)]
            self._orders[order_line] = known
        return known

    def takes(self, lot: Lot) -> list[Take]:
        """What was taken from a lot, in order."""
        if lot.takes is None:
            lot.takes = self.genealogy.takes(lot.id)
        return lot.takes

    def _held(self, lot: Lot) -> Lot:
        return self._lots.setdefault(lot.id, lot)

    # -- moving -------------------------------------------------------------------------------

    def bear(
        self,
        *,
        event: str,
        item: str,
        location: str,
        account: AccountKey,
        quantity: int,
        value: int,
        number: str = "",
        reference: str = "",
        category: str = "",
        order_line: str = "",
        price: str = "",
        stock: bool = False,
        cost: str = "",
    ) -> Lot:
        """A new lot; `stock` puts it on the shelf's layers; `cost` says which last cost it states."""
        born = LotBorn(
            self.next_lot,
            event,
            item,
            location,
            number,
            account,
            reference,
            quantity,
            value,
            category,
            order_line,
            price,
        )
        self.next_lot += 1
        lot = Lot(born, quantity, value, [])
        self.born.append(born)
        self._lots[lot.id] = self.touched[lot.id] = lot
        if stock:
            self._stock.add(lot.id)
            self.layers(item, location).append(lot)
        if reference:
            self.by_reference(reference).append(lot)
        if order_line:
            self.by_order(order_line).append(lot)
        if cost and quantity > 0:
            self._state_cost(lot, cost)
        return lot

    def _state_cost(self, lot: Lot, kind: str) -> None:
        known = self._opening_cost if kind == "opening" else self._last_cost
        known[lot.item, lot.location] = (lot.value, lot.quantity)
        self._new_costs[lot.item, lot.location, kind] = (lot.value, lot.quantity)

    def take(
        self, lot: Lot, quantity: int, sink: Lot | None, role: str = "", weight: int | None = None
    ) -> int:
        """Move `quantity` of a lot, with its share of the value, to `sink`; the value moved.

        The last taker takes the rest (accounting.md 2).
        """
        whole = quantity == lot.quantity
        value = lot.value if whole else half_even(lot.value * quantity, lot.quantity)
        self.move(lot, quantity, value, sink, role, weight)
        return value

    def move(
        self,
        lot: Lot,
        quantity: int,
        value: int,
        sink: Lot | None,
        role: str = "",
        weight: int | None = None,
    ) -> None:
        """Move a stated quantity and value from a lot to `sink` (None = out of the company)."""
        lot.quantity -= quantity
        lot.value -= value
        take = Take(
            lot.id, sink.id if sink else -1, quantity, value, role, quantity if weight is None else weight
        )
        self.takes(lot).append(take)
        self.taken.append(take)
        self.touched[lot.id] = lot

    def retarget(self, lot: Lot, sink: Lot) -> None:
        """Give the last take of a lot its sink, where the sink is known only after the take."""
        take = self.takes(lot).pop()._replace(sink=sink.id)
        self.takes(lot).append(take)
        place = next(n for n in range(len(self.taken) - 1, -1, -1) if self.taken[n].lot == lot.id)
        self.taken[place] = take

    def note_cost(self, lot: Lot) -> None:
        """Let a lot whose value became known after its birth state the item's last actual cost."""
        self._state_cost(lot, "actual")

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
        """(value, quantity) of the last opening lot of the item at the location."""
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

    def is_layer(self, lot: Lot) -> bool:
        """Whether the lot is stock on a shelf (or short there), not sold, shipped or in progress."""
        return lot.id in self._stock

    def drain_costs(self) -> list[tuple[str, str, str, int, int]]:
        """Last costs stated since the last drain: (item, location, kind, value, quantity)."""
        stated = [(*key, *cost) for key, cost in self._new_costs.items()]
        self._new_costs = {}
        return stated

    def forget_settled(self) -> None:
        """Let go of lots that hold nothing; they are fetched again if a late fact needs them."""
        self._lots = {key: lot for key, lot in self._lots.items() if lot.quantity or lot.value}
        self._stock &= self._lots.keys()
        for layers in self._layers.values():
            layers[:] = [lot for lot in layers if lot.quantity]
        for lot in self._lots.values():
            lot.takes = None  # the store has them now
        self._references = _unsettled(self._references)
        self._orders = _unsettled(self._orders)

    def expect(self, lots: Iterable[Lot], references: Iterable[str], orders: Iterable[str]) -> None:
        """Take in lots fetched ahead for these references and order lines; others have none."""
        for reference in references:
            self._references.setdefault(reference, [])
        for order_line in orders:
            self._orders.setdefault(order_line, [])
        for lot in lots:
            if lot.id not in self._lots:
                self._lots[lot.id] = lot
                if lot.reference in self._references:
                    self._references[lot.reference].append(lot)
                if lot.order_line in self._orders:
                    self._orders[lot.order_line].append(lot)

    def knows_reference(self, reference: str) -> bool:
        """Whether lots of this reference need no fetching."""
        return reference in self._references

    def knows_order(self, order_line: str) -> bool:
        """Whether lots of this order line need no fetching."""
        return order_line in self._orders


def _unsettled(known: dict[str, list[Lot]]) -> dict[str, list[Lot]]:
    return {key: lots for key, lots in known.items() if any(lot.quantity for lot in lots)}


def total(lots: Iterable[Lot]) -> int:
    """The quantity lots hold together."""
    return sum(lot.quantity for lot in lots)
