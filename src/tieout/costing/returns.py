"""Customer returns: units come back at their cost as adjusted to date (accounting.md 5)."""

from __future__ import annotations

from collections.abc import Iterator

from tieout.core.account import AccountKey, account_key
from tieout.core.event import GoodsReturned
from tieout.core.event.sale import ReturnLine
from tieout.costing.late import cover_shortages
from tieout.costing.production import SCRAP
from tieout.costing.shelf import Lot
from tieout.costing.shipment import shipment_reference
from tieout.costing.taking import Work, fallback_value


def _returned_from(work: Work, line: ReturnLine) -> Iterator[tuple[Lot, int]]:
    """Where the units stood: the shipped line's invoiced units first, then those not yet invoiced."""
    left = int(line.quantity)
    if not line.shipment:
        return
    for shipped in work.shelf.by_reference(shipment_reference(line.shipment, line.shipment_line)):
        sold = [
            lot
            for take in work.shelf.takes(shipped)
            if take.sink >= 0 and (lot := work.shelf.lot(take.sink)).account.role == "cogs"
        ]
        for lot in [*sold, shipped]:
            piece = min(left, lot.quantity)
            if piece > 0:
                left -= piece
                yield lot, piece


def take_back(work: Work, event: GoodsReturned) -> None:
    """Dr inventory (or scrap) · Cr cogs (or shipped-not-invoiced), per returned line.

    Raises:
        NoCost: units of an unknown shipment, and nothing says what the item costs.
    """
    for line in event.lines:
        pieces = list(_returned_from(work, line))
        unknown = line.quantity - sum(units for _, units in pieces)
        unknown_value = fallback_value(work, line.item, event.location, unknown) if unknown else 0
        back = _returned_lot(work, event, line)
        for lot, units in pieces:
            value = work.shelf.take(lot, units, back)
            back.value += value
            _gave_back(work, lot.account, value, lot.category, line.item)
        if unknown:
            back.value += unknown_value
            _gave_back(work, account_key("cogs"), unknown_value, back.category, line.item)
            work.flags.append(f"{line.item}: {unknown} units returned of no known shipment, at last cost")
        work.part("restocked", back.value, back.account, item=line.item)
        if line.restock:
            work.shelf.note_cost(back)
            cover_shortages(work, back)


def _gave_back(work: Work, account: AccountKey, value: int, category: str, item: str) -> None:
    if account.role == "cogs":
        work.part("unsold", value, category=category, item=item)
    else:
        work.part("unshipped", value, account, item=item)


def _returned_lot(work: Work, event: GoodsReturned, line: ReturnLine) -> Lot:
    account = work.master.stock_account(line.item, event.location) if line.restock else SCRAP
    return work.shelf.bear(
        event=work.event,
        item=line.item,
        location=event.location,
        account=account,
        quantity=line.quantity,
        value=0,
        number=line.lot,
        category=work.master.category(line.item),
        stock=line.restock,
    )
