"""Lot: quantity and value with a genealogy, the unit of all costing (accounting.md 2).

Every value tieout costs stands in a lot: stock on a shelf, work in progress, units shipped and not
yet invoiced, units sold. An event takes from lots into lots; so each dollar has one place and one
line of descent, and a late cost finds its way by following the takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tieout.core.account import AccountKey


class LotBorn(NamedTuple):
    """A lot coming into being: `quantity` in 10⁻⁶ units, `value` in 10⁻⁸ home-currency units.

    `day` is the business date it came into being on; `price` of a received lot is its exact order
    price, in 10⁻⁸ home units per 10⁻⁶ unit as the text of a fraction; `layer` says how goods on a shelf
    (or short there) are costed: "stock" lot by lot, else "fifo", "average" or "standard"; it is empty
    for what was shipped, sold, lost or is in progress.
    """

    id: int
    event: str
    item: str
    location: str
    number: str
    account: AccountKey
    reference: str
    quantity: int
    value: int
    category: str
    order_line: str = ""
    price: str = ""
    day: str = ""
    layer: str = ""


class Take(NamedTuple):
    """Quantity and value that left one lot for another.

    `role` says how the taker passes a late cost on: by quantity, or as a production output.
    `weight` is the taker's share measure: a quantity in 10⁻⁶, or a stated share in 10⁻¹². `whole` is
    what `weight` is a part of where that is not the sum of all weights; 0 = it is. Of units sold it is
    the day their sale counts on (`costing.sold`).
    """

    lot: int
    sink: int
    quantity: int
    value: int
    role: str
    weight: int
    whole: int = 0


class Revalued(NamedTuple):
    """Value added to what a lot holds (below zero: taken off) without a movement."""

    lot: int
    value: int
    why: str


class Part(NamedTuple):
    """One named part of what an event does to the books, for the rulebook to place.

    `value` is in 10⁻⁸ home units for a cost and in minor units of the draft's currency otherwise.
    `account` is the place the value stands in; None where the rule's own role decides, with the
    qualifiers (category, reason, channel, gateway, agency) the part carries. `reference` is the open
    item it moves; `origin` the one on the side of a liability it releases, where that is another; of
    what is owed for a receipt, that it is of units that went back (`costing.purchase`).
    `exact` is the value in 10⁻⁸ home units behind minor units that stand on a pinned account, `original`
    that in 10⁻⁸ units of the currency it was converted from; 0 = it was not. `period` is the month
    (YYYY-MM) in which goods were sold, scrapped or lost whose cost it changes. `day` is the business day
    it counts on where that is later than the event's, empty where it is not.
    """

    name: str
    value: int
    account: AccountKey | None = None
    category: str = ""
    reason: str = ""
    reference: str = ""
    party: str = ""
    item: str = ""
    quantity: int = 0
    channel: str = ""
    gateway: str = ""
    agency: str = ""
    text: str = ""
    origin: str = ""
    exact: int = 0
    original: int = 0
    period: str = ""
    day: str = ""


class SaleNeed(NamedTuple):
    """The goods a sale of `day` bills, as units per order line: all must be shipped before it counts."""

    event: str
    order: str
    units: tuple[tuple[str, int], ...]
    day: str


class Recognised(NamedTuple):
    """A sale whose goods are all shipped, and the day by which it was both billed and shipped.

    `parts` are its cost where that belongs to a later day than the event that completed it, and so
    into an entry of its own.
    """

    event: str
    day: str
    parts: tuple[Part, ...] = ()


class Flag(NamedTuple):
    """Something of a cost a person should know: the code of its problem, and what it is about."""

    code: str
    text: str


class CostFacts(NamedTuple):
    """What one event did to lots and values: the output of costing, the input of posting.

    `recognised` are the sales whose goods it completed.
    """

    born: tuple[LotBorn, ...] = ()
    takes: tuple[Take, ...] = ()
    revalued: tuple[Revalued, ...] = ()
    parts: tuple[Part, ...] = ()
    recognised: tuple[Recognised, ...] = ()
    flags: tuple[Flag, ...] = ()


class CostedStep(NamedTuple):
    """What one step of an event did to lots, as it is kept, each in the order it happened.

    `parts` reads what the step noted for the books; few steps are asked for it.
    """

    event: str
    born: Sequence[LotBorn]
    takes: Sequence[Take]
    revalued: Sequence[Revalued]
    parts: Callable[[], Sequence[Part]]
