"""Work: the state of a costing cycle between chunks, rebuilt from the store after a crash."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from sqlalchemy import Connection

from tieout.core.event import (
    BomVersion,
    Event,
    InvoiceIssued,
    PurchaseOrderChanged,
    PurchaseOrderClosed,
    PurchaseOrderPlaced,
    SalePaid,
    event_of,
)
from tieout.core.master import MasterData
from tieout.core.problem import Problem
from tieout.costing.cost import Context
from tieout.costing.shelf import Shelf
from tieout.cycle.genealogy import StoredGenealogy
from tieout.gates.recipes import recipe_problems
from tieout.posting.cents import Pins
from tieout.posting.entries import PostingPolicy
from tieout.posting.rulebook import Rulebook
from tieout.storage.entries import pinned
from tieout.storage.events import Cycle, Step, master_steps
from tieout.storage.lots import LotLog


@dataclass(slots=True)
class OrderPrices:
    """Prices of purchase order lines still open: the second fallback of an unknown cost."""

    lines: dict[str, list[tuple[str, Fraction]]] = field(default_factory=dict)
    prices: dict[str, Fraction] = field(default_factory=dict)

    def learn(self, event: Event, master: MasterData) -> None:
        """Take in a purchase order event."""
        match event:
            case PurchaseOrderPlaced() | PurchaseOrderChanged():
                currency = getattr(event, "currency", master.home_currency)
                known = master.rate(currency, event.date)
                rate = Fraction(known[0]) if known else Fraction(1)
                self._state(
                    event.order,
                    [(line.item, Fraction(line.unit_price) * rate * 100) for line in event.lines],
                )
            case PurchaseOrderClosed():
                self._state(event.order, [])
            case _:
                pass

    def _state(self, order: str, lines: list[tuple[str, Fraction]]) -> None:
        """Prices are in 10⁻⁸ home units per 10⁻⁶ unit of the item."""
        before = self.lines.pop(order, [])
        if lines:
            self.lines[order] = lines
        for item in {item for item, _ in before} - {item for item, _ in lines}:
            self.prices.pop(item, None)
        still = [price for held in self.lines.values() for price in held] if before and not lines else lines
        self.prices.update(still)


class CycleWork:
    """Everything the chunks of a cycle share: master data, shelf, pinned cumulatives, waiting sales."""

    def __init__(self, company: str, home_currency: str, rulebook: Rulebook, policy: PostingPolicy) -> None:
        """Nothing known yet; `begin` reads the store."""
        self.company = company
        self.home_currency = home_currency
        self.rulebook = rulebook
        self.policy = policy
        self.master = MasterData(home_currency)
        self.orders = OrderPrices()
        self.genealogy = StoredGenealogy()
        self.sales: dict[str, InvoiceIssued | SalePaid] = {}
        self.waiting_place = 0
        self.kept_out: list[tuple[Step, list[Problem]]] = []
        """Master data that is not admitted, with every reason."""
        self._recipes: dict[str, frozenset[str]] = {}

    def begin(self, connection: Connection, cycle: Cycle) -> None:
        """Learn the master data and open orders up to the cycle's watermark, then the lots' state."""
        for step in master_steps(connection, cycle):
            self._learn(step)
        self.reset(connection)
        for raw in _order_records(connection, cycle):
            self.orders.learn(event_of(raw), self.master)

    def _learn(self, step: Step) -> None:
        """Master data as it is admitted: a bill of materials that contains itself is kept out."""
        event = step.event()
        if isinstance(event, BomVersion):
            problems = recipe_problems(event, self._recipes)
            if problems:
                self.kept_out.append((step, problems))
                return
            self._recipes[event.item] = frozenset(part.item for part in event.components)
        self.master.learn(event)

    def reset(self, connection: Connection) -> None:
        """Take the lots, pins and waiting sales from the store: at the start, and after a poison event."""
        self.genealogy.log = LotLog(connection)
        self.shelf = Shelf(self.genealogy, self.genealogy.log.next_lot())
        self.pins = Pins(self.home_currency, pinned(connection))
        self.context = Context(order_prices=self.orders.prices)
        for need in self.genealogy.log.waiting_sales():
            self.context.waiting.setdefault(need.order, []).append(need)


def _order_records(connection: Connection, cycle: Cycle) -> Iterable[Mapping[str, object]]:
    """Purchase order events costed before this cycle, in the order of the log."""
    rows = connection.exec_driver_sql(
        "SELECT r.raw FROM event e JOIN record r ON r.seq = e.seq WHERE e.kind LIKE 'purchase_order_%' "
        "AND e.seq <= ? ORDER BY e.day, e.rank, e.sequence, e.source, e.external_id, e.seq",
        (cycle.after,),
    )
    return [json.loads(raw) for (raw,) in rows]
