"""Taking: from named lots or the oldest layers, and from a provisional layer when there is too little."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from tieout.core.account import AccountKey
from tieout.core.lot import Flag, LotBorn, Part
from tieout.core.master import MasterData
from tieout.core.scaled import half_even
from tieout.costing.genealogy import Lot
from tieout.costing.method import LAYERS, STANDARD, WITHOUT_LOTS, method_at
from tieout.costing.orders import OpenOrders
from tieout.costing.shelf import OWN, Shelf


class NotCostable(Exception):
    """An event that cannot be costed as things stand; `problem_code` and `words` say why to a person."""

    def __init__(self, problem_code: str, **words: str) -> None:
        super().__init__(f"{problem_code}: {words}")
        self.problem_code = problem_code
        self.words = words


def unit_value(price: Decimal, rate: Decimal = Decimal(1)) -> Fraction:
    """Price × rate in 10⁻⁸ home units per 10⁻⁶ unit, exactly."""
    return Fraction(price) * Fraction(rate) * 100


def home_value(quantity: int, unit: Fraction) -> int:
    """Quantity (10⁻⁶) × unit value in 10⁻⁸ home units, rounded once, half-even."""
    return half_even(unit.numerator * quantity, unit.denominator)


def own_reference(event: str, *parts: str) -> str:
    """The reference of the lots of one event that no other document names."""
    return OWN + "/".join((event, *parts))


def no_cost(item: str, location: str) -> NotCostable:
    """Nothing says what a unit of this item costs."""
    return NotCostable("cost_unknown", item=item, location=location)


VARIED = "varied"
"""The role of what leaves a run for a variance: it has no share in a late cost."""


@dataclass(slots=True)
class Work:
    """One event being costed: the shelf, the master data in effect, and what was found out so far.

    `late` is the name under which late costs are noted as parts.
    """

    shelf: Shelf
    master: MasterData
    event: str
    day: str
    orders: OpenOrders
    parts: list[Part] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    late: str = "late_cost"

    def own(self, *parts: str) -> str:
        """The reference of lots that only this event, and revisions of it, refer to."""
        return own_reference(self.event, *parts)

    def part(self, name: str, value: int, account: AccountKey | None = None, **dims: Any) -> None:
        """Note one part of the event's cost; a part of no value and no units is not noted."""
        if value or dims.get("quantity"):
            self.parts.append(Part(name, value, account, **dims))

    def bear(
        self,
        item: str,
        location: str,
        account: AccountKey,
        quantity: int,
        value: int,
        *,
        number: str = "",
        reference: str = "",
        order_line: str = "",
        price: str = "",
        layer: str = "",
        cost: str = "",
    ) -> Lot:
        """A lot comes into being with this event."""
        born = LotBorn(
            self.shelf.next_lot,
            self.event,
            item,
            location,
            number,
            account,
            reference,
            quantity,
            value,
            self.master.category(item),
            order_line,
            price,
            self.day,
            layer,
        )
        return self.shelf.bear(born, cost=cost)

    def stock(self, item: str, location: str, quantity: int, value: int, **more: str) -> Lot:
        """A lot of stock comes into being on the shelf of a location."""
        account = self.master.stock_account(item, location)
        layer = LAYERS[self.method(item, location)]
        return self.bear(item, location, account, quantity, value, layer=layer, **more)

    # -- how units are costed -----------------------------------------------------------------

    def method(self, item: str, location: str) -> str:
        """The costing method in force for an item at a place; one that has to wait is flagged."""
        method, flag = method_at(self.shelf, self.master, item, location)
        if flag and flag not in self.flags:
            self.flags.append(flag)
        return method

    def at_standard(self, item: str, location: str) -> Fraction | None:
        """An item's standard cost at a place, in 10⁻⁸ home units per 10⁻⁶ unit; None = costed otherwise.

        Raises:
            NotCostable: it is at standard cost, and nobody says which.
        """
        if self.method(item, location) != STANDARD:
            return None
        stated = self.master.standing_standard(item)
        if stated is None:
            raise no_cost(item, location)
        return unit_value(stated)

    def shelved(self, item: str, location: str, quantity: int, value: int) -> int:
        """What units that cost `value` are worth on a shelf: that, or their standard cost."""
        unit = self.at_standard(item, location)
        return value if unit is None else home_value(quantity, unit)

    def vary(
        self,
        item: str,
        location: str,
        value: int,
        account: AccountKey,
        name: str = "standard_variance",
        *,
        source: Lot | None = None,
    ) -> None:
        """What units cost beyond what they are worth on the shelf stands on a variance account.

        `source` is the lot it comes out of, where it comes out of one.
        """
        if not value:
            return
        lot = self.bear(item, location, account, 0, value)
        if source is not None:
            self.shelf.move(source, 0, value, lot, VARIED, 0)
        self.part(name, value, account, item=item)


class Pick(NamedTuple):
    """What one lot gives: units (10⁻⁶) and the value they take with them (10⁻⁸)."""

    lot: Lot
    units: int
    value: int


def fallback_value(work: Work, item: str, location: str, quantity: int) -> int:
    """The value of units nobody priced: last actual cost, open order price, opening cost.

    Raises:
        NotCostable: none of the three is known.
    """
    standard = work.at_standard(item, location)
    if standard is not None:
        return home_value(quantity, standard)
    known = work.shelf.last_cost(item, location)
    if known is None:
        price = work.orders.price(item)
        if price is not None:
            return half_even(price.numerator * quantity, price.denominator)
        known = work.shelf.opening_cost(item, location)
    if known is None:
        raise no_cost(item, location)
    value, base = known
    return half_even(value * quantity, base)


def _pieces(
    shelf: Shelf, item: str, location: str, number: str, quantity: int, but: Collection[int]
) -> Iterator[tuple[Lot, int]]:
    """Lots and how much of each: the oldest first, of one number where one is named."""
    for lot in shelf.layers(item, location):
        if quantity <= 0:
            return
        if lot.quantity > 0 and lot.id not in but and (not number or lot.number == number):
            piece = min(lot.quantity, quantity)
            quantity -= piece
            yield lot, piece


def picks(
    work: Work, item: str, location: str, number: str, quantity: int, but: Collection[int] = ()
) -> list[Pick]:
    """What gives the units wanted, oldest first; what is not there, a provisional layer gives.

    A lot is looked at only where the item is costed by it. `but` are lots that have given already.

    Raises:
        NotCostable: there is too little and nothing says what a unit costs.
    """
    shelf = work.shelf
    if number and work.method(item, location) in WITHOUT_LOTS:
        number = ""
    found = [
        Pick(lot, units, shelf.worth(lot, units))
        for lot, units in _pieces(shelf, item, location, number, quantity, but)
    ]
    short = quantity - sum(pick.units for pick in found)
    return [*found, owed(work, item, location, short)] if short else found


def short_of(item: str, location: str) -> Flag:
    """More of an item was taken at a location than came in."""
    return Flag("cost_provisional", f"{item} at {location} is short; its cost is provisional")


def owed(work: Work, item: str, location: str, quantity: int) -> Pick:
    """Units from a provisional layer: negative stock at the fallback cost, flagged (accounting.md 5).

    Raises:
        NotCostable: nothing says what a unit costs.
    """
    value = fallback_value(work, item, location, quantity)
    work.flags.append(short_of(item, location))
    return Pick(work.stock(item, location, 0, 0), quantity, value)


def hand_over(
    work: Work, picked: Sequence[Pick], sink: Lot, name: str, role: str = "", **dims: str
) -> None:
    """Move what was picked to its taker, and note the value leaving each account."""
    for lot, units, value in picked:
        work.shelf.move(lot, units, value, sink, role, units)
        work.part(name, value, lot.account, **dims)


def worth(picked: Sequence[Pick]) -> int:
    """The value of what was picked, in 10⁻⁸ home units."""
    return sum(pick.value for pick in picked)
