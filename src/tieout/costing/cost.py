"""Cost: one step of one event against the shelf, dispatched by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tieout.core.event import (
    DisassemblyCompleted,
    Event,
    GoodsReceived,
    GoodsReturned,
    GoodsReturnedToSupplier,
    GoodsShipped,
    Item,
    LandedCostBilled,
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
from tieout.core.lot import CostFacts, Recognised, SaleNeed
from tieout.core.master import MasterData
from tieout.costing import (
    adjustment,
    landed,
    production,
    purchase,
    returns,
    shipment,
    standard,
    transfer,
    transit,
)
from tieout.costing.orders import OpenOrders
from tieout.costing.pool import blend
from tieout.costing.shelf import Shelf
from tieout.costing.taking import Work, no_cost


@dataclass(slots=True)
class Context:
    """What costing knows beside the lots: open order lines, and sales that wait per order.

    `unrecognised` are units (10⁻⁶) that standing sales lack of their cost, with the day of each, by order
    line; known only while a shipment is told once more to make them good. `returned` are units (10⁻⁶) that
    went back to the supplier, by receipt line; known only while a receipt is told anew.
    """

    orders: OpenOrders = field(default_factory=OpenOrders)
    waiting: dict[str, list[SaleNeed]] = field(default_factory=dict)
    unrecognised: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    returned: dict[str, int] = field(default_factory=dict)

    def forget(self, order: str, sale: str) -> int | None:
        """A sale waits no more: its place among those of its order; None = it did not wait."""
        waiting = self.waiting.get(order, [])
        for place, need in enumerate(waiting):
            if need.event == sale:
                del waiting[place]
                if not waiting:
                    del self.waiting[order]
                return place
        return None


def receipt_rate(event: GoodsReceived, master: MasterData) -> Decimal:
    """Home units per unit of the receipt's currency: the event's own rate, else the table's.

    Raises:
        NotCostable: no rate is known on the day.
    """
    if event.currency == master.home_currency:
        return Decimal(1)
    if event.rate is not None:
        return event.rate
    known = master.rate(event.currency, event.date)
    if known is None:
        raise no_cost(event.currency, f"the rate table of {event.date}")
    return known[0]


def cost_step(
    shelf: Shelf,
    master: MasterData,
    context: Context,
    key: str,
    event: Event,
    *,
    arriving: bool = False,
    day: str = "",
) -> CostFacts | None:
    """The facts of one step of an event; None = this kind moves no lots.

    `day` is the step's business date where that is not the event's (a transfer arriving).

    Raises:
        NotCostable: the event cannot be costed; the shelf is as it was where the first line failed.
    """
    work = Work(shelf, master, key, day or event.date.isoformat(), context.orders)
    recognised: Sequence[Recognised] = ()
    match event:
        case GoodsReceived():
            purchase.receive(work, event, receipt_rate(event, master))
        case GoodsShipped():
            recognised = shipment.ship(work, event, context.waiting.get(event.order, ()))
        case ProductionCompleted():
            production.complete(work, event)
        case _ if not _cost_other(work, event, arriving=arriving):
            return None
    return facts_of(work, recognised)


def _cost_other(work: Work, event: Event, *, arriving: bool) -> bool:
    match event:
        case MaterialsIssued():
            production.issue(work, event)
        case ProductionClosed():
            production.close(work, event)
        case DisassemblyCompleted():
            production.disassemble(work, event)
        case GoodsReturned():
            returns.take_back(work, event)
        case GoodsReturnedToSupplier():
            purchase.send_back(work, event)
        case OpeningStock():
            purchase.open_stock(work, event)
        case _:
            return _cost_adjustment(work, event, arriving=arriving)
    return True


def _cost_adjustment(work: Work, event: Event, *, arriving: bool) -> bool:
    match event:
        case StockAdjusted():
            adjustment.adjust(work, event)
        case StockCounted():
            adjustment.count(work, event)
        case StockRevalued():
            adjustment.revalue(work, event)
        case Item():
            standard.restate(work, event)
        case StockTransferred():
            (transfer.arrive_at if arriving else transfer.dispatch)(work, event)
        case TransferDispatched() | TransferArrived() | TransferLost():
            transit.move(work, event)
        case _:
            return False
    return True


def cost_sale(shelf: Shelf, master: MasterData, context: Context, need: SaleNeed) -> CostFacts | None:
    """The cost of a sale whose goods are all shipped: Dr cogs · Cr shipped_not_invoiced.

    None = some of its goods are not shipped yet: the sale waits (recognition gate).
    """
    if not shipment.is_shipped(shelf, need):
        return None
    work = Work(shelf, master, need.event, need.day, context.orders)
    return facts_of(work, [shipment.recognise(work, need)])


def uncost_sale(shelf: Shelf, master: MasterData, context: Context, key: str, need: SaleNeed) -> CostFacts:
    """What a sale recognised waits for its invoice again: Dr shipped_not_invoiced · Cr cogs."""
    work = Work(shelf, master, key, need.day, context.orders)
    shipment.unrecognise(work, need)
    return facts_of(work, ())


def cost_landed(
    shelf: Shelf, master: MasterData, context: Context, key: str, event: LandedCostBilled, value: int
) -> CostFacts:
    """Landed cost joins the lots it brought: `value` in 10⁻⁸ home units, the bill's posted cents.

    Raises:
        NotCostable: a receipt is unknown, or the cost is to go by a weight nobody states.
    """
    work = Work(shelf, master, key, event.date.isoformat(), context.orders)
    landed.land(work, event, value)
    return facts_of(work, ())


def facts_of(work: Work, recognised: Sequence[Recognised]) -> CostFacts:
    """What the event did, with the births, takes and revaluations the shelf noted.

    What came to a place whose units are costed by average joins those first.
    """
    blend(work)
    born, taken, revalued = work.shelf.noted()
    return CostFacts(
        born=tuple(born),
        takes=tuple(taken),
        revalued=tuple(revalued),
        parts=tuple(work.parts),
        recognised=tuple(recognised),
        flags=tuple(dict.fromkeys(work.flags)),
    )
