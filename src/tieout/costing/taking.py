"""Taking: from named lots or the oldest layers, and from a provisional layer when there is too little."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from tieout.core.account import AccountKey
from tieout.core.lot import Part
from tieout.core.master import MasterData
from tieout.core.scaled import half_even
from tieout.costing.shelf import Lot, Shelf


class NoCost(Exception):
    """Nothing says what a unit of this item costs: the event cannot be costed yet."""

    def __init__(self, item: str, location: str) -> None:
        super().__init__(f"no cost is known for {item} at {location}")
        self.item = item
        self.location = location


@dataclass(slots=True)
class Work:
    """One event being costed: the shelf, the master data in effect, and what was found out so far."""

    shelf: Shelf
    master: MasterData
    event: str
    parts: list[Part] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    order_prices: dict[str, Fraction] = field(default_factory=dict)

    def part(self, name: str, value: int, account: AccountKey | None = None, **dims: str) -> None:
        """Note one part of the event's cost; a part of nothing is not noted."""
        if value:
            self.parts.append(Part(name, value, account, **dims))  # type: ignore[arg-type]


def fallback_value(work: Work, item: str, location: str, quantity: int) -> int:
    """The value of units nobody priced: last actual cost, open order price, opening cost.

    Raises:
        NoCost: none of the three is known.
    """
    known = work.shelf.last_cost(item, location)
    if known is None and item in work.order_prices:
        price = work.order_prices[item]
        return half_even(price.numerator * quantity, price.denominator)
    known = known or work.shelf.opening_cost(item, location)
    if known is None:
        raise NoCost(item, location)
    value, base = known
    return half_even(value * quantity, base)


def _pieces(
    shelf: Shelf, item: str, location: str, number: str, quantity: int
) -> Iterator[tuple[Lot, int]]:
    """Lots and how much of each: the oldest first, of one number where one is named."""
    for lot in shelf.layers(item, location):
        if quantity <= 0:
            return
        if lot.quantity > 0 and (not number or lot.number == number):
            piece = min(lot.quantity, quantity)
            quantity -= piece
            yield lot, piece


def take_stock(
    work: Work, item: str, location: str, number: str, quantity: int, sink: Lot | None, role: str = ""
) -> list[tuple[Lot, int, int]]:
    """Take units of an item into `sink`: (lot, quantity, value) of each piece, oldest first.

    What the shelf does not hold is taken from a provisional layer (accounting.md 5, negative stock).

    Raises:
        NoCost: there is too little and nothing says what a unit costs; nothing was taken then.
    """
    shelf = work.shelf
    pieces = list(_pieces(shelf, item, location, number, quantity))
    short = quantity - sum(piece for _, piece in pieces)
    short_value = fallback_value(work, item, location, short) if short else 0
    taken = [(lot, piece, shelf.take(lot, piece, sink, role)) for lot, piece in pieces]
    if short:
        layer = shelf.bear(
            event=work.event,
            item=item,
            location=location,
            account=work.master.stock_account(item, location),
            quantity=0,
            value=0,
            stock=True,
        )
        shelf.move(layer, short, short_value, sink, role)
        taken.append((layer, short, short_value))
        work.flags.append(f"{item} at {location} is short; its cost is provisional")
    return taken


def out_of_stock(work: Work, name: str, taken: list[tuple[Lot, int, int]], **dims: str) -> int:
    """Note the parts of value leaving stock, per account; the value in all."""
    for lot, _, value in taken:
        work.part(name, value, lot.account, **dims)
    return sum(value for _, _, value in taken)
