"""Work: the state of a costing cycle between chunks, rebuilt from the store after a crash."""

from __future__ import annotations

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
)
from tieout.core.master import MasterData
from tieout.core.problem import Problem
from tieout.costing.cost import Context
from tieout.costing.orders import OpenOrders, OrderedLine
from tieout.costing.shelf import Shelf
from tieout.costing.taking import unit_value
from tieout.cycle.genealogy import StoredGenealogy
from tieout.gates.recipes import recipe_problems
from tieout.posting.cents import Pins
from tieout.posting.entries import PostingPolicy
from tieout.posting.rulebook import Rulebook
from tieout.storage.entries import pinned
from tieout.storage.events import Cycle, master_steps
from tieout.storage.lots import LotLog
from tieout.storage.revisions import unheld_sales
from tieout.storage.step import Step


def learn_order(orders: OpenOrders, event: Event, master: MasterData) -> None:
    """Take in a purchase order event; prices become home units at the rate of its day."""
    match event:
        case PurchaseOrderPlaced() | PurchaseOrderChanged():
            stated = (
                event.currency if isinstance(event, PurchaseOrderPlaced) else orders.currency(event.order)
            )
            currency = stated or master.home_currency
            known = master.rate(currency, event.date)
            rate = Fraction(known[0]) if known else Fraction(1)
            lines = [
                (line.line, line.item, int(line.quantity), unit_value(line.unit_price) * rate)
                for line in event.lines
            ]
            orders.place(event.order, currency, lines)
        case PurchaseOrderClosed():
            orders.close(event.order)
        case _:
            pass


class CycleWork:
    """Everything the chunks of a cycle share: master data, shelf, pinned cumulatives, waiting sales."""

    def __init__(self, company: str, home_currency: str, rulebook: Rulebook, policy: PostingPolicy) -> None:
        """Nothing known yet; `begin` reads the store."""
        self.company = company
        self.home_currency = home_currency
        self.rulebook = rulebook
        self.policy = policy
        self.master = MasterData(home_currency, own_currencies=policy.own_currencies)
        self.genealogy = StoredGenealogy()
        self.sales: dict[str, InvoiceIssued | SalePaid] = {}
        self.versions: dict[str, int] = {}
        """Revisions of waiting sales whose earlier documents were taken back."""
        self.unheld: dict[str, SalePaid] = {}
        """Sales of the day at work whose goods may still ship on it: their money is no deposit yet."""
        self.next_waiting = 1
        self.span = Cycle(0, 0, 0, None, done=False)
        self.kept_out: list[tuple[Step, list[Problem]]] = []
        """Master data that is not admitted, with every reason."""
        self._recipes: dict[str, frozenset[str]] = {}

    @property
    def cycle(self) -> int:
        """The number of the cycle."""
        return self.span.id

    def begin(self, connection: Connection, cycle: Cycle) -> None:
        """Learn the master data up to the cycle's watermark, then how lots and orders stand."""
        self.span = cycle
        for step in master_steps(connection, cycle):
            self._learn(step)
        self.reset(connection)

    def _learn(self, step: Step) -> None:
        """Master data as it is admitted: a bill of materials that contains itself is kept out."""
        event = step.event()
        if isinstance(event, BomVersion):
            problems = recipe_problems(event, self._recipes)
            if problems:
                self.kept_out.append((step, problems))
                return
            self._recipes[event.item] = frozenset(part.item for part in event.components)
        self.master.learn(event, worked=step.seq <= self.span.after)

    def reset(self, connection: Connection) -> None:
        """Take lots, pins, orders and waiting sales from the store: at the start, after a poison event."""
        self.genealogy.log = log = LotLog(connection)
        self.shelf = Shelf(self.genealogy, log.next_lot())
        self.pins = Pins(self.home_currency, pinned(connection))
        self.context = Context()
        for key, line in log.ordered_lines():
            self.context.orders.take_in(key, OrderedLine(*line))
        self.next_waiting = log.next_waiting()
        for need in log.waiting_sales():
            self.context.waiting.setdefault(need.order, []).append(need)
        self.unheld = unheld_sales(connection)
