"""Purchase order lines still open: their price is the second fallback of an unknown cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

OrderLineKey = tuple[str, str]
"""Order and line."""


@dataclass(slots=True)
class OrderedLine:
    """What was ordered on one line, and how much of it came; `price` in 10⁻⁸ home units per 10⁻⁶ unit.

    `place` is the line's place in the order of being placed; the last open line of an item counts.
    """

    item: str
    currency: str
    price: Fraction
    quantity: int
    place: int
    received: int = 0
    closed: bool = False

    @property
    def is_open(self) -> bool:
        """Until its order is closed or all of it received."""
        return not self.closed and self.received < self.quantity


@dataclass(slots=True)
class OpenOrders:
    """The order lines known, found by order and by item; `changed` are those to be kept."""

    lines: dict[OrderLineKey, OrderedLine] = field(default_factory=dict)
    changed: dict[OrderLineKey, OrderedLine] = field(default_factory=dict)
    next_place: int = 1
    _of_item: dict[str, list[OrderedLine]] = field(default_factory=dict)
    _of_order: dict[str, dict[str, OrderedLine]] = field(default_factory=dict)

    def take_in(self, key: OrderLineKey, line: OrderedLine) -> None:
        """A line as the store has it."""
        self.lines[key] = line
        self._of_order.setdefault(key[0], {})[key[1]] = line
        self.next_place = max(self.next_place, line.place + 1)
        self._of_item.setdefault(line.item, []).append(line)

    def place(self, order: str, currency: str, stated: list[tuple[str, str, int, Fraction]]) -> None:
        """The lines of an order as they stand now: (line, item, quantity, price); others are closed.

        What was received on a line stays received, and a line known keeps its place.
        """
        now = {line for line, *_ in stated}
        for line, known in self._of_order.get(order, {}).items():
            if line not in now and not known.closed:
                known.closed = True
                self.changed[order, line] = known
        for line, item, quantity, price in stated:
            before = self.lines.get((order, line))
            after = OrderedLine(item, currency, price, quantity, self.next_place)
            if before is not None:
                after.place, after.received = before.place, before.received
                self._of_item[before.item].remove(before)
            else:
                self.next_place += 1
            self.take_in((order, line), after)
            self.changed[order, line] = after

    def currency(self, order: str) -> str:
        """The currency an order was placed in; empty = the order is unknown."""
        return next((line.currency for line in self._of_order.get(order, {}).values()), "")

    def close(self, order: str) -> None:
        """Nothing more is expected of an order."""
        for name, line in self._of_order.get(order, {}).items():
            if not line.closed:
                line.closed = True
                self.changed[order, name] = line

    def receive(self, order: str, line: str, quantity: int) -> None:
        """Goods of a line came; a line nobody ordered is none of ours."""
        known = self.lines.get((order, line))
        if known is not None:
            known.received += quantity
            self.changed[order, line] = known

    def price(self, item: str) -> Fraction | None:
        """The price of the last placed line of the item that is still open."""
        still = [line for line in self._of_item.get(item, ()) if line.is_open]
        return max(still, key=lambda line: line.place).price if still else None
