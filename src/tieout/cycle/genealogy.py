"""Genealogy from the store: the lots a shelf does not hold, fetched through one connection."""

from __future__ import annotations

from collections.abc import Sequence

from tieout.core.lot import Take
from tieout.costing.genealogy import Lot
from tieout.storage.lots import LotLog, LotState


def lot_at_work(state: LotState) -> Lot:
    """A working lot from its stored state; its takes are fetched when wanted."""
    born, quantity, value = state
    return Lot(born, quantity, value, None)


class StoredGenealogy:
    """`costing.genealogy.Genealogy` over the store; `log` is set anew for each transaction."""

    def __init__(self) -> None:
        """Not usable before `log` is set."""
        self.log: LotLog

    def layers(self, item: str, location: str) -> list[Lot]:
        """Stock lots of an item at a location that still hold something, oldest first."""
        return [lot_at_work(state) for state in self.log.layers(item, location)]

    def by_reference(self, reference: str) -> list[Lot]:
        """Lots born under a reference, oldest first."""
        return [lot_at_work(state) for state in self.log.by_references([reference])]

    def by_receipt(self, prefix: str) -> list[Lot]:
        """Lots of every line of a receipt, by what their references begin with, oldest first."""
        return [lot_at_work(state) for state in self.log.by_receipt(prefix)]

    def by_order(self, order_line: str) -> list[Lot]:
        """Shipped lots of an order line that wait for their invoice, oldest first."""
        return [lot_at_work(state) for state in self.log.by_orders([order_line])]

    def lot(self, key: int) -> Lot:
        """One lot by its id."""
        return lot_at_work(self.log.lot(key))

    def takes(self, key: int) -> list[Take]:
        """What was taken from a lot, in order."""
        return self.log.takes(key)

    def sources(self, sink: int) -> list[int]:
        """The lots something was taken from into a lot, in order of their first take."""
        return self.log.sources(sink)

    def shipped(self, order_line: str) -> list[Lot]:
        """Every shipped lot of an order line, also those that wait no more, oldest first."""
        return [lot_at_work(state) for state in self.log.shipped(order_line)]

    def revalued(self, events: Sequence[str]) -> list[int]:
        """The lots that events of revaluation changed."""
        return self.log.revalued(events)

    def fact_of(self, event: str) -> tuple[str, str]:
        """The source of an event and its id there: revisions of one fact have both in common."""
        return self.log.fact_of(event)

    def last_cost(self, item: str, location: str) -> tuple[int, int] | None:
        """(value, quantity) at birth of the last lot that came in by other than an opening."""
        return self.log.cost(item, location, "actual")

    def opening_cost(self, item: str, location: str) -> tuple[int, int] | None:
        """The unit cost of the last opening lot, as a fraction of 10⁻⁸ money per 10⁻⁶ unit."""
        return self.log.cost(item, location, "opening")
