"""Held money: what a sale was paid with is a deposit only once its day is over and its goods did not ship.

A sale paid and shipped on one day is recognised on it: its money goes where a sale paid at once takes it,
without the way over customer_deposits. So the deposit is posted no sooner than the day's shipments are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tieout.core.event import InvoiceIssued, SalePaid
from tieout.core.event.rank import rank_of
from tieout.posting.holding import holding
from tieout.storage.revisions import sale_of

if TYPE_CHECKING:
    from tieout.cycle.desk import Desk


def hold_before(desk: Desk, day: str, rank: int) -> None:
    """Before a step at this place of the cycle: hold the money of sales that nothing can ship in time."""
    unheld = desk.work.unheld
    for key, sale in list(unheld.items()):
        if (sale.date.isoformat(), rank_of("goods_shipped")) < (day, rank):
            del unheld[key]
            desk.work.master.at(sale.date)
            desk.hold(key, sale)
            desk.unsettled.settle(key, sale, (), desk.post)


def spoken_for(desk: Desk, order: str) -> dict[str, int]:
    """What sales that wait for their goods take of the money held under their order, by its reference.

    In 10⁻⁸ units of its currency: the money they were paid with themselves, and what they were tendered
    of deposits. No invoice of the order may be paid with it.
    """
    kept: dict[str, int] = {}
    for need in desk.work.context.waiting.get(order, ()):
        sale = desk.work.sales.get(need.event) or sale_of(desk.connection, need.event)[0]
        if isinstance(sale, SalePaid):
            currency = "" if sale.currency == desk.work.home_currency else sale.currency
            reference = holding(order, sale.customer, currency)
            taken = _taken(sale, own=need.event not in desk.work.unheld)
            kept[reference] = kept.get(reference, 0) + taken
    return kept


def _taken(sale: SalePaid, *, own: bool) -> int:
    """Of the money under its order; `own`: what the sale was paid with is held there already."""
    return sum(
        int(tender.amount)
        for tender in sale.tenders
        if (tender.type == "gateway" and own)
        or (tender.type == "deposit" and tender.reference in {"", sale.order})
    )


def paid_at_once(desk: Desk, key: str, sale: InvoiceIssued | SalePaid, day: str) -> bool:
    """Whether a completed sale is recognised on its own day; else its money is held until that day."""
    if desk.work.unheld.pop(key, None) is None:
        return False
    if day == sale.date.isoformat():
        return True
    desk.hold(key, sale)
    return False
