"""History: the lots, takes and facts behind a cost, as they were stored, in the order of the log.

A plain value: what reads the store fills it in, what explains a cost walks it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, NamedTuple

LATE: Final = "late"
"""The role of a take that notes a late cost beside an earlier one: no units."""

COVERED: Final = "covered"
ISSUED: Final = "issued"
PROGRESS: Final = "progress"
SOLD: Final = "sold"
MAKING: Final = frozenset({"main", "co_product", "by_product", "abnormal"})
"""Roles of takes from a run to what it made, abnormal scrap included."""

LAST: Final = 2**62
"""The place of a late cost among what one event did to a lot: after its takes."""


class Fact(NamedTuple):
    """An event behind a cost, and the day it counts on.

    `place` is that of its first step in the log of costs, `last` that of its last: a transfer leaves
    and arrives. Late costs come with the last. `days` are those of its entries on cost of goods sold
    where there are several, in order: what it does to units sold on different days counts on those.
    `stocked` are the days of its entries on stock, each with +1, or with −1 where an entry was moved away
    from that day: a shipment that is told again for the next has three.
    """

    id: str
    kind: str
    external_id: str
    posted: str
    place: int
    last: int
    days: tuple[str, ...] = ()
    stocked: tuple[tuple[str, int], ...] = ()

    def day_of(self, sold: str) -> str:
        """The day on which it counts for units sold on a day: that one, or the first open one after it."""
        return next((day for day in self.days if day >= sold), self.posted)

    def in_stock(self, last: str) -> bool:
        """Whether what it does to stock counts at the end of a day."""
        if not self.stocked:
            return self.posted <= last
        return sum(sign for day, sign in self.stocked if day <= last) > 0


class StoredLot(NamedTuple):
    """A lot as born (quantity 10⁻⁶, value 10⁻⁸ home units); `role` is that of its account."""

    id: int
    event: str
    item: str
    location: str
    number: str
    role: str
    reference: str
    quantity: int
    value: int
    order_line: str
    price: str
    layer: str
    category: str = ""
    account: str = ""


class StoredTake(NamedTuple):
    """Quantity and value that left a lot for another by an event; `n` is its place in the log of takes."""

    n: int
    event: str
    lot: int
    sink: int
    quantity: int
    value: int
    role: str
    weight: int
    whole: int


class StoredChange(NamedTuple):
    """Value that was added to what a lot held; `late` = a late cost that came to rest there."""

    event: str
    lot: int
    value: int
    late: bool


class Purchase(NamedTuple):
    """What a received lot was bought as: `rate` is home units per unit of its currency on that day."""

    supplier: str
    currency: str
    receipt: str
    rate: Fraction


class Work(NamedTuple):
    """What a supplier billed for work on a run, in 10⁻⁸ home units."""

    event: str
    value: int


class Run(NamedTuple):
    """What a completed run says of itself (quantities 10⁻⁶).

    `started` = good + scrapped + flagged; `standard` is what its BOM asks of each item per good unit;
    `conversion` are labour and overhead in 10⁻⁸ home units, each by the event that stated it.
    """

    run: str
    bom: str
    good: int
    started: int
    standard: tuple[tuple[str, Fraction], ...]
    conversion: tuple[tuple[str, str, int], ...]


@dataclass(slots=True)
class History:
    """Lots with what came to them and what left them, and the facts these stand on.

    `strays` are units that came back of no known shipment: they took cost of goods sold off, at a
    stated cost, and no lot of what was sold says so. `work` is what suppliers billed for work on runs, by
    the lot it joined: a run in progress as a whole, or a completion.
    """

    facts: dict[str, Fact] = field(default_factory=dict)
    lots: dict[int, StoredLot] = field(default_factory=dict)
    purchases: dict[int, Purchase] = field(default_factory=dict)
    runs: dict[int, Run] = field(default_factory=dict)
    work: dict[int, list[Work]] = field(default_factory=dict)
    into: dict[int, list[StoredTake]] = field(default_factory=dict)
    out_of: dict[int, list[StoredTake]] = field(default_factory=dict)
    changes: dict[int, list[StoredChange]] = field(default_factory=dict)
    strays: list[StoredLot] = field(default_factory=list)

    def add(self, takes: Iterable[StoredTake], changes: Iterable[StoredChange]) -> None:
        """Take in takes and changes, in the order of the log."""
        for take in sorted(takes):
            self.into.setdefault(take.sink, []).append(take)
            self.out_of.setdefault(take.lot, []).append(take)
        for change in sorted(changes, key=lambda one: self.facts[one.event].last):
            self.changes.setdefault(change.lot, []).append(change)

    def place(self, event: str) -> int:
        """The place of an event in the log of costs."""
        return self.facts[event].place
