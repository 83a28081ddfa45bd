"""The layers of one inventory item: its lots first in, first out, in whole cents.

A lot is worth whole cents, and what is left of it is what was not yet taken, so the layers always
add up to the item's inventory account. Goods sold before they came are costed at the last known cost;
the goods that come fill them first, and the difference is corrected.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from .links import Document

NO_GOODS = Decimal(0)


@dataclass(frozen=True, slots=True)
class Movement:
    """Goods in (positive) or out. `cents` states what they are worth, where the document does."""

    day: str
    rank: tuple[int, int]  # receipts before issues; then by document
    document: Document
    quantity: Decimal
    cents: int | None = None
    unit: Decimal | None = None  # cents of one, for goods whose worth no document states
    returns: bool = False  # a customer brings goods back: they come in at a cost that is given back

    @property
    def order(self) -> tuple[str, tuple[int, int]]:
        """By day, receipts first, then as they were made."""
        return self.day, self.rank


@dataclass(slots=True)
class Layers:
    """Lots on hand, issues still waiting for goods, and what each document's movements cost."""

    unit: Decimal  # last known cost of one, in cents
    correct_at_receipt: bool = False
    returned_cost: str = "last"  # of a return without a cost of its own: last | oldest | average
    supplier_return: str = "oldest"  # goods sent back leave at the oldest cost, or as credited
    lots: deque[tuple[Decimal, int]] = field(default_factory=deque)
    waiting: deque[tuple[Document, Decimal, int]] = field(default_factory=deque)
    costs: dict[Document, int] = field(default_factory=dict)
    quantity: Decimal = NO_GOODS
    dirty: set[Document] = field(default_factory=set)

    @property
    def value(self) -> int:
        """What the inventory account holds of the item."""
        return sum(cents for _, cents in self.lots) - sum(cents for _, _, cents in self.waiting)

    def move(self, movement: Movement) -> None:
        """One movement."""
        if movement.quantity > 0:
            self._receive(movement)
        elif movement.quantity < 0:
            self._issue(movement)

    def _receive(self, movement: Movement) -> None:
        """Goods come; issues that waited for goods get them first."""
        quantity, cents = movement.quantity, movement.cents
        if cents is None:
            cents = whole(quantity * (self._unit(movement) if movement.unit is None else movement.unit))
            self._charge(movement.document, -cents)
        self.quantity += quantity
        if not movement.returns:
            self.unit = Decimal(cents) / quantity
        while quantity > 0 and self.waiting:
            document, short, provisional = self.waiting.popleft()
            filled = min(short, quantity)
            actual = whole(cents * filled / quantity)
            share = whole(provisional * filled / short)
            at = movement.document if self.correct_at_receipt else document
            self._charge(at, actual - share)
            quantity, cents = quantity - filled, cents - actual
            if short > filled:
                self.waiting.appendleft((document, short - filled, provisional - share))
        if quantity > 0:
            self.lots.append((quantity, cents))

    def _unit(self, movement: Movement) -> Decimal:
        """Cents of one that comes in without a cost: the last, or for a return of the goods on hand (u)."""
        if not movement.returns or not self.lots or self.returned_cost == "last":
            return self.unit
        lots = list(self.lots)[:1] if self.returned_cost == "oldest" else list(self.lots)
        return Decimal(sum(cents for _, cents in lots)) / sum((held for held, _ in lots), NO_GOODS)

    def _issue(self, movement: Movement) -> None:
        """The oldest goods go. What a supplier credits of goods sent back less than they cost is a cost.

        By the setting they leave as he credits them, where goods are left to bear the difference.
        """
        quantity, cost = -movement.quantity, 0
        self.quantity -= quantity
        while quantity > 0 and self.lots:
            held, cents = self.lots.popleft()
            taken = min(held, quantity)
            share = whole(cents * taken / held)
            cost += share
            quantity -= taken
            if held > taken:
                self.lots.appendleft((held - taken, cents - share))
        if quantity > 0:
            provisional = whole(quantity * self.unit)
            cost += provisional
            self.waiting.append((movement.document, quantity, provisional))
        cost += movement.cents or 0
        if self.supplier_return == "credited" and movement.cents is not None:
            cost = self._borne(cost)
        self._charge(movement.document, cost)

    def _borne(self, cost: int) -> int:
        """What is left of a difference once goods on hand took it: the oldest first, none below nothing."""
        for place, (held, cents) in enumerate(self.lots):
            part = max(cost, -cents)
            self.lots[place] = (held, cents + part)
            cost -= part
        return cost

    def _charge(self, document: Document, cents: int) -> None:
        self.costs[document] = self.costs.get(document, 0) + cents
        self.dirty.add(document)


def whole(cents: Decimal) -> int:
    """Half a cent away from zero."""
    return int(cents.quantize(Decimal(1), rounding=ROUND_HALF_UP))
