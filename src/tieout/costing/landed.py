"""Landed cost: freight, duty and brokerage join the cost of the goods they brought (accounting.md 5)."""

from __future__ import annotations

from collections.abc import Sequence

from tieout.core.event import LandedCostBilled
from tieout.core.money import split_largest_remainder
from tieout.costing.genealogy import Lot
from tieout.costing.late import spread
from tieout.costing.purchase import receipt_references
from tieout.costing.taking import NotCostable, Work


def land(work: Work, event: LandedCostBilled, value: int) -> None:
    """Dr inventory, cogs … by genealogy · Cr landed_cost_clearing, for the value as posted.

    `value` is in 10⁻⁸ home units: the bill's whole cents, so that clearing comes to zero.

    Raises:
        NotCostable: a receipt is unknown, or the cost is to go by weight and no item states one.
    """
    if event.allocate_by == "weight":
        raise NotCostable("weight_unknown", number=event.number)
    lots = _received(work, event)
    parts = split_largest_remainder(value, _weights(lots, event.allocate_by))
    work.late = "landed"
    work.part("allocated", value, reference=event.number)
    for lot, part in zip(lots, parts, strict=True):
        spread(work, lot, part)


def _received(work: Work, event: LandedCostBilled) -> list[Lot]:
    """The lots of the receipts, in the order they are named and received."""
    lots: dict[int, Lot] = {}
    for receipt in event.receipts:
        found = work.shelf.by_receipt(receipt_references(receipt))
        if not found:
            raise NotCostable("receipt_unknown", number=receipt, by="landed_cost_billed")
        lots |= {lot.id: lot for lot in found}
    return list(lots.values())


def _weights(lots: Sequence[Lot], by: str) -> list[int]:
    """Order value as received, or quantity as received; nothing there at all = equal shares."""
    return [lot.born_value if by == "value" else lot.born_quantity for lot in lots]
