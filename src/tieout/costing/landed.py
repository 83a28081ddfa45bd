"""Landed cost: freight, duty and brokerage join the cost of the goods they brought (accounting.md 5)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tieout.core.event import LandedCostBilled
from tieout.core.money import split_largest_remainder
from tieout.costing.delivery import delivered, last_price
from tieout.costing.genealogy import Lot
from tieout.costing.giving_back import never_there
from tieout.costing.late import kept, spread, spread_over_run
from tieout.costing.method import STANDARD
from tieout.costing.production import of_run, run_reference
from tieout.costing.purchase import receipt_references
from tieout.costing.taking import NotCostable, Work, home_value


def land(work: Work, event: LandedCostBilled, value: int) -> None:
    """Dr inventory, cogs … by genealogy · Cr landed_cost_clearing, for the value as posted.

    `value` is in 10⁻⁸ home units: the bill's whole cents, so that clearing comes to zero.

    Raises:
        NotCostable: a receipt is unknown, or the cost is to go by weight and an item states none.
    """
    work.late = "landed"
    work.part("allocated", value, reference=event.number)
    if event.runs:
        _join_runs(work, event, value)
        return
    lots = _received(work, event)
    parts = split_largest_remainder(value, _weights(work, lots, event))
    for lot, part in zip(lots, parts, strict=True):
        spread(work, lot, part)


def _join_runs(work: Work, event: LandedCostBilled, value: int) -> None:
    """Work done for runs, equal parts: by the completions of each, and what is in progress of it.

    Raises:
        NotCostable: nothing was issued to a run, and nothing completed.
    """
    parts = split_largest_remainder(value, [1] * len(event.runs))
    for run, part in zip(event.runs, parts, strict=True):
        begun = work.shelf.by_reference(run_reference(run))
        batches = work.shelf.shipped(of_run(run))
        if begun:
            spread_over_run(work, begun[0], part)
        elif batches:
            weights = [_made(work, lot) for lot in batches]
            for lot, share in zip(batches, split_largest_remainder(part, weights), strict=True):
                spread(work, lot, share)
        else:
            raise NotCostable("run_unknown", run=run, number=event.number)


def _made(work: Work, batch: Lot) -> int:
    """Units of main output a completion made and did not take back."""
    return sum(weight for take, weight in kept(work.shelf.takes(batch)) if take.role == "main")


def _received(work: Work, event: LandedCostBilled) -> list[Lot]:
    """The lots of the receipts, in the order they are named and received."""
    lots: dict[int, Lot] = {}
    for receipt in event.receipts:
        named = work.shelf.by_receipt(receipt_references(receipt))
        found = delivered(work.shelf, named, event.source)
        if not found:
            raise NotCostable("receipt_unknown", number=receipt, by="landed_cost_billed")
        lots |= {lot.id: lot for lot in found if lot.born_quantity}
    return list(lots.values())


def _weights(work: Work, lots: Sequence[Lot], event: LandedCostBilled) -> list[int]:
    """Order value, quantity or weight as received; nothing there at all = equal shares.

    As received is as the receipts are told now: at their last price, without units that never came, and
    at order price though the lot stands at standard.
    The weight of an item is that in effect on the bill's date.
    """
    return [_weight(work, lot, event) for lot in lots]


def _weight(work: Work, lot: Lot, event: LandedCostBilled) -> int:
    units = lot.born_quantity - never_there(work.shelf, lot)
    if event.allocate_by == "quantity":
        return units
    if event.allocate_by == "weight":
        weight = work.master.items[lot.item].weight
        if weight is None:
            raise NotCostable("weight_unknown", number=event.number, item=lot.item)
        return units * weight
    told = units == lot.born_quantity and last_price(work.shelf, lot) == Fraction(lot.price)
    if told and lot.layer != STANDARD:
        return lot.born_value
    return home_value(units, last_price(work.shelf, lot))
