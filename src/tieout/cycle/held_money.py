"""Held money: what a sale was paid with is a deposit only once its day is over and its goods did not ship.

A sale paid and shipped on one day is recognised on it: its money goes where a sale paid at once takes it,
without the way over customer_deposits. So the deposit is posted no sooner than the day's shipments are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tieout.core.event import InvoiceIssued, SalePaid
from tieout.core.event.rank import rank_of

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


def paid_at_once(desk: Desk, key: str, sale: InvoiceIssued | SalePaid, day: str) -> bool:
    """Whether a completed sale is recognised on its own day; else its money is held until that day."""
    if desk.work.unheld.pop(key, None) is None:
        return False
    if day == sale.date.isoformat():
        return True
    desk.hold(key, sale)
    return False
