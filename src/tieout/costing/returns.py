"""Customer returns: units come back at their cost as adjusted to date (accounting.md 5)."""

from __future__ import annotations

from tieout.core.event import GoodsReturned
from tieout.core.event.sale import ReturnLine
from tieout.core.lot import Flag
from tieout.core.scaled import Quantity
from tieout.costing.delivery import delivered
from tieout.costing.descent import RETURNED
from tieout.costing.genealogy import Lot
from tieout.costing.late import cover_shortages
from tieout.costing.production import SCRAP
from tieout.costing.purchase import VARIANCE
from tieout.costing.shipment import shipment_reference
from tieout.costing.sold import sold_lot
from tieout.costing.taking import NotCostable, Pick, Work, fallback_value, worth


def take_back(work: Work, event: GoodsReturned) -> None:
    """Dr inventory (or scrap) · Cr cogs (or shipped-not-invoiced), per returned line.

    Raises:
        NotCostable: more came back than was shipped; or units of an unknown shipment, and nothing
            says what the item costs.
    """
    for line in event.lines:
        shipped = _shipped(work, line, event.source)
        back = _known(work, event, line, shipped) if shipped else _unknown(work, event, line)
        work.part("restocked", back.value, back.account, item=line.item)
        if line.restock:
            cover_shortages(work, back)


def _shipped(work: Work, line: ReturnLine, source: str) -> list[Lot]:
    if not line.shipment:
        return []
    named = work.shelf.by_reference(shipment_reference(line.shipment, line.shipment_line))
    return delivered(work.shelf, named, source, line.item)


def _known(work: Work, event: GoodsReturned, line: ReturnLine, shipped: list[Lot]) -> Lot:
    """From the shipped line's invoiced units first, then from those not yet invoiced."""
    picked, left = [], int(line.quantity)
    for lot in shipped:
        for stands in (sold_lot(work.shelf, lot), lot):
            units = min(left, stands.quantity) if stands else 0
            if stands and units > 0:
                picked.append(Pick(stands, units, work.shelf.worth(stands, units)))
                left -= units
    if left:
        place = f"{line.shipment} line {line.shipment_line}"
        raise NotCostable("return_over_shipment", shipment=place, item=line.item, over=str(Quantity(left)))
    back = _returned_lot(work, event, line, worth(picked))
    for lot, units, value in picked:
        work.shelf.move(lot, units, value, back, RETURNED, units)
        gave_back(work, lot, units, value, line.item)
    return back


def _unknown(work: Work, event: GoodsReturned, line: ReturnLine) -> Lot:
    """Of no known shipment: at the last actual cost of the place, flagged."""
    value = fallback_value(work, line.item, event.location, line.quantity)
    back = _returned_lot(work, event, line, value)
    work.part("unsold", value, category=back.category, item=line.item)
    text = f"{line.item}: {line.quantity} units returned of no known shipment, at last cost"
    work.flags.append(Flag("return_at_last_cost", text))
    return back


def gave_back(work: Work, lot: Lot, units: int, value: int, item: str) -> None:
    """Note what returned units take off the account they stood on: cogs, or shipped-not-invoiced."""
    if lot.account.role == "cogs":
        work.part("unsold", value, category=lot.category, item=item)
    else:
        work.part("unshipped", value, lot.account, quantity=units, item=item, reference=lot.reference)


def _returned_lot(work: Work, event: GoodsReturned, line: ReturnLine, value: int) -> Lot:
    place, own = event.location, work.own(line.shipment, line.shipment_line)
    if not line.restock:
        return work.bear(line.item, place, SCRAP, line.quantity, value, number=line.lot, reference=own)
    kept = work.shelved(line.item, place, line.quantity, value)
    work.vary(line.item, place, value - kept, VARIANCE)
    return work.stock(line.item, place, line.quantity, kept, number=line.lot, reference=own, cost="actual")
