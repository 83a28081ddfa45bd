"""Revision: a fact that moved lots, told again; what it changes are deltas on the genealogy there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tieout.core.event import (
    DisassemblyCompleted,
    Event,
    GoodsReceived,
    GoodsReturned,
    GoodsReturnedToSupplier,
    GoodsShipped,
    MaterialsIssued,
    OpeningStock,
    ProductionClosed,
    ProductionCompleted,
    StockAdjusted,
    StockCounted,
    StockRevalued,
    StockTransferred,
    TransferArrived,
    TransferDispatched,
    TransferLost,
)
from tieout.core.lot import CostFacts, Recognised
from tieout.core.master import MasterData
from tieout.costing.cost import Context, facts_of, receipt_rate
from tieout.costing.revised_purchase import revise_opening, revise_receipt, revise_send_back
from tieout.costing.revised_run import revise_closing, revise_disassembly, revise_issue, revise_run
from tieout.costing.revised_shipment import revise_return, revise_shipment
from tieout.costing.revised_stock import (
    revise_adjustment,
    revise_count,
    revise_revaluation,
    revise_transfer,
)
from tieout.costing.revised_transit import revise_arrival, revise_dispatch, revise_loss
from tieout.costing.shelf import Shelf
from tieout.costing.shipment import owe_missing
from tieout.costing.taking import Work

_REVISED: Final[dict[type[Event], Any]] = {
    GoodsReturnedToSupplier: revise_send_back,
    OpeningStock: revise_opening,
    MaterialsIssued: revise_issue,
    ProductionCompleted: revise_run,
    ProductionClosed: revise_closing,
    DisassemblyCompleted: revise_disassembly,
    GoodsReturned: revise_return,
    StockAdjusted: revise_adjustment,
    StockCounted: revise_count,
    StockTransferred: revise_transfer,
    TransferDispatched: revise_dispatch,
    TransferArrived: revise_arrival,
    TransferLost: revise_loss,
    StockRevalued: revise_revaluation,
}
MOVES_LOTS: Final = frozenset({GoodsReceived, GoodsShipped, *_REVISED})
"""Kinds whose revision is a delta of what they did to lots."""


def cost_revision(
    shelf: Shelf,
    master: MasterData,
    context: Context,
    key: str,
    before: Event,
    after: Event,
    earlier: Sequence[str],
) -> CostFacts:
    """What a revision changes of a costed fact; `earlier` are the event ids it was costed under.

    Raises:
        NotCostable: the change cannot be costed as things stand.
    """
    work = Work(shelf, master, key, after.date.isoformat(), context.orders)
    recognised: Sequence[Recognised] = ()
    match before, after:
        case GoodsReceived(), GoodsReceived():
            revise_receipt(work, before, after, earlier, receipt_rate(after, master), context.returned)
        case GoodsShipped(), GoodsShipped():
            waiting = context.waiting.get(after.order, ())
            for order_line, missing in context.unrecognised.items():
                owe_missing(work, order_line, missing)
            recognised = revise_shipment(work, before, after, earlier, waiting)
        case _:
            _REVISED[type(after)](work, before, after, earlier)
    return facts_of(work, recognised)
