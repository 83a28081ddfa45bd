"""Stock: what is on hand where, who takes it, and what was taken before it came (accounting.md 2, 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from tests.oracle.accounts import Account, Journal
from tests.oracle.exact import ZERO, at_quantum
from tests.oracle.genealogy import Bearer, Layer, Lot

Place = tuple[str, str]
"""An item at a location."""

ROAD = "→"
"""Goods that were dispatched stand at a place named by this and their transfer (decisions)."""


class UncostableError(Exception):
    """The event cannot be costed as things stand: it is quarantined."""


class NotReadError(Exception):
    """What is told anew here the oracle does not read: no history holds it."""


@dataclass
class OrderedLine:
    """A purchase order line: its price is the second fallback while it is open."""

    item: str
    price: Fraction
    quantity: Fraction
    received: Fraction = ZERO
    closed: bool = False

    @property
    def open(self) -> bool:
        return not self.closed and self.received < self.quantity


@dataclass
class Stock:
    """All lots and layers, in the order they came into being."""

    lots: list[Lot] = field(default_factory=list)
    here: dict[Place, list[Lot]] = field(default_factory=lambda: defaultdict(list))
    layers: dict[Place, list[Layer]] = field(default_factory=lambda: defaultdict(list))
    last_cost: dict[Place, Fraction] = field(default_factory=dict)
    opening_cost: dict[Place, Fraction] = field(default_factory=dict)
    ordered: dict[tuple[str, str], OrderedLine] = field(default_factory=dict)
    methods: dict[str, str] = field(default_factory=dict)
    """Costing method an item states now; by lot where none is stated."""
    in_force: dict[Place, str] = field(default_factory=dict)
    """The method by which what a place holds came there, or is owed there."""
    standards: dict[str, Fraction] = field(default_factory=dict)
    """Standard cost in force, of items costed by it, or that were when it was last stated."""
    pools: dict[Place, Lot] = field(default_factory=dict)
    """The lot in which all units of a place stand that is costed by average."""

    def method(self, place: Place) -> str:
        """The costing method in force: a place that holds or owes units keeps its own (README.md: 38)."""
        item, location = place
        if location.startswith(ROAD):
            return "lot_actual"
        holds = any(lot.quantity for lot in self.here.get(place, ())) or self.layers.get(place)
        return self.in_force[place] if holds else self.methods.get(item, "lot_actual")

    def knows_lots(self, item: str, location: str = "") -> bool:
        """Whether a lot number that is named decides what is taken; on the road it always does."""
        return self.method((item, location)) not in ("fifo", "average")

    def join(self, lot: Lot) -> None:
        """By average what comes in joins what is there, in a new lot by quantity (decisions)."""
        place = (lot.item, lot.location)
        if self.in_force.get(place) != "average" or not lot.quantity:
            return
        former, self.pools[place] = self.pools.get(place), lot
        if former is None or not former.quantity:
            return
        units = former.quantity + lot.quantity
        pool = Lot(*place, "", lot.account, units, former.value + lot.value)
        for joined in (former, lot):
            joined.take(joined.quantity, pool)
        pool.ordinal = len(self.lots) + 1
        self.lots.append(pool)
        self.here[place].append(pool)
        self.pools[place] = pool

    def put(self, lot: Lot, *, actual: bool) -> None:
        """A lot comes into being here; an actual cost becomes the last one of the place."""
        place = (lot.item, lot.location)
        self.in_force[place] = self.method(place)
        lot.ordinal = len(self.lots) + 1
        self.lots.append(lot)
        self.here[place].append(lot)
        if actual:
            self.last_cost[lot.item, lot.location] = lot.born_value / lot.born_quantity

    def cover(self, lot: Lot, late: Journal) -> None:
        """An increase covers the open layers of its place, oldest first, before anyone else takes it."""
        layers = self.layers[lot.item, lot.location]
        while layers and lot.quantity:
            layers[0].cover(lot, late)
            if not layers[0].quantity:
                layers.pop(0)

    def on_hand(self, place: Place, number: str = "") -> Fraction:
        """Units here, less those owed to open layers; of one lot number: its units alone."""
        units = sum((lot.quantity for lot in self.candidates(place, number)), ZERO)
        return units if number else units - sum((layer.quantity for layer in self.layers[place]), ZERO)

    def fallback(self, place: Place, method: str = "") -> Fraction:
        """Last actual cost there, else open order price, else opening cost (decisions)."""
        if (method or self.method(place)) == "standard":
            return self.standards[place[0]]
        if place in self.last_cost:
            return self.last_cost[place]
        prices = [line.price for line in self.ordered.values() if line.item == place[0] and line.open]
        if prices:
            return prices[-1]
        if place in self.opening_cost:
            return self.opening_cost[place]
        raise UncostableError(f"no cost is known for {place[0]} at {place[1]}")

    def take(
        self,
        place: Place,
        number: str,
        quantity: Fraction,
        account: Account,
        journal: Journal,
        bearer_of: Callable[[Lot | None, Fraction], Bearer],
        method: str = "",
    ) -> Iterator[tuple[Bearer, Fraction]]:
        """Take the oldest layers (of a lot number), then a provisional layer for what is missing.

        Yields each bearer with the value it took, and credits the inventory. What one line takes it takes
        by the method in force before it (`method`, if something of it was taken already).
        """
        method = method or self.method(place)
        for lot in self.candidates(place, number):
            if not quantity:
                return
            part = min(quantity, lot.quantity)
            bearer = bearer_of(lot, part)
            value = lot.take(part, bearer)
            journal.credit(lot.account, value)
            quantity -= part
            yield bearer, value
        if quantity:
            yield self.owe(place, quantity, account, journal, bearer_of(None, quantity), method)

    def owe(
        self,
        place: Place,
        quantity: Fraction,
        account: Account,
        journal: Journal,
        bearer: Bearer,
        method: str,
    ) -> tuple[Bearer, Fraction]:
        """A provisional layer: negative stock at the fallback cost, until the next increase."""
        value = at_quantum(quantity * self.fallback(place, method))
        fixed, self.in_force[place] = method == "standard", method
        age = len(self.lots) + Fraction(1, 4)
        self.layers[place].append(Layer(*place, account, bearer, quantity, value, fixed, age))
        journal.credit(account, value)
        return bearer, value

    def candidates(self, place: Place, number: str) -> list[Lot]:
        """The lots on hand here, oldest first; those of a number where one is named and looked at."""
        number = number if self.knows_lots(*place) else ""
        return [lot for lot in self.here[place] if lot.quantity and number in ("", lot.number)]
