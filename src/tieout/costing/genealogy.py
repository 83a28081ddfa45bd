"""Genealogy: a lot at work, and what the store can tell of lots that the shelf does not hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tieout.core.account import AccountKey
from tieout.core.errors import ProgrammerError
from tieout.core.lot import LotBorn, Take


class Lot:
    """A lot at work: what it holds now (`quantity` 10⁻⁶, `value` 10⁻⁸) and where it stands.

    `fresh` are the takes since the last commit; `earlier` those before, None = not fetched.
    """

    __slots__ = (
        "account",
        "born_quantity",
        "born_value",
        "category",
        "day",
        "earlier",
        "event",
        "fresh",
        "id",
        "item",
        "layer",
        "location",
        "number",
        "order_line",
        "price",
        "quantity",
        "reference",
        "value",
    )

    def __init__(self, born: LotBorn, quantity: int, value: int, earlier: list[Take] | None) -> None:
        """A lot as born, holding what it holds now."""
        self.id, self.event, self.item, self.location, self.number = born[:5]
        self.account: AccountKey = born.account
        self.reference = born.reference
        self.born_quantity = born.quantity
        self.born_value = born.value
        self.category = born.category
        self.order_line = born.order_line
        self.price = born.price
        self.day = born.day
        self.layer = born.layer
        self.quantity = quantity
        self.value = value
        self.earlier = earlier
        self.fresh: list[Take] = []


class Genealogy(Protocol):
    """What the store can tell of lots that the shelf does not hold."""

    def layers(self, item: str, location: str) -> list[Lot]:
        """Stock lots of an item at a location that still hold something, oldest first."""
        ...

    def by_reference(self, reference: str) -> list[Lot]:
        """Lots born under a reference (a receipt line, a shipped line, a run), oldest first."""
        ...

    def by_receipt(self, prefix: str) -> list[Lot]:
        """Lots of every line of a receipt, by what their references begin with, oldest first."""
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

    def sources(self, sink: int) -> list[int]:
        """The lots something was taken from into a lot, in order of their first take."""
        ...

    def shipped(self, order_line: str) -> list[Lot]:
        """Every shipped lot of an order line, also those that wait no more, oldest first."""
        ...

    def revalued(self, events: Sequence[str]) -> list[int]:
        """The lots that events of revaluation changed."""
        ...

    def fact_of(self, event: str) -> tuple[str, str]:
        """The source of an event and its id there: revisions of one fact have both in common."""
        ...

    def last_cost(self, item: str, location: str) -> tuple[int, int] | None:
        """(value, quantity) at birth of the last lot that came in by other than an opening."""
        ...

    def opening_cost(self, item: str, location: str) -> tuple[int, int] | None:
        """The unit cost of the last opening lot, as a fraction of 10⁻⁸ money per 10⁻⁶ unit."""
        ...


class NoGenealogy:
    """A store that knows nothing: for a company's first events and for tests."""

    def layers(self, item: str, location: str) -> list[Lot]:  # noqa: ARG002
        """Nothing on hand."""
        return []

    def by_reference(self, reference: str) -> list[Lot]:  # noqa: ARG002
        """Nothing born."""
        return []

    def by_receipt(self, prefix: str) -> list[Lot]:  # noqa: ARG002
        """Nothing received."""
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

    def sources(self, sink: int) -> list[int]:  # noqa: ARG002
        """Nothing taken."""
        return []

    def shipped(self, order_line: str) -> list[Lot]:  # noqa: ARG002
        """Nothing shipped."""
        return []

    def revalued(self, events: Sequence[str]) -> list[int]:  # noqa: ARG002
        """Nothing revalued."""
        return []

    def fact_of(self, event: str) -> tuple[str, str]:
        """Of no known source."""
        return "", event

    def last_cost(self, item: str, location: str) -> tuple[int, int] | None:  # noqa: ARG002
        """No cost known."""
        return None

    def opening_cost(self, item: str, location: str) -> tuple[int, int] | None:  # noqa: ARG002
        """No cost known."""
        return None
