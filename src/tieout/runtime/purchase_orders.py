"""Purchase orders as they stand: ordered, expected, received, returned, billed, from the facts themselves.

What is overdue is shown and posts nothing: an order is a plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final

from sqlalchemy import Connection

from tieout.core.event import (
    BillApproved,
    GoodsReceived,
    GoodsRejected,
    GoodsReturnedToSupplier,
    LeadTime,
    PurchaseOrderChanged,
    PurchaseOrderClosed,
    PurchaseOrderPlaced,
)
from tieout.core.event.purchase import PurchaseOrderLine
from tieout.core.lead_time import LeadTimes
from tieout.core.listed import Listed
from tieout.core.match import Tolerances
from tieout.core.scaled import MICRO_PLACES, QUANTUM_PLACES, half_even
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.runtime.listing import page_of
from tieout.storage.standing_facts import (
    StandingFact,
    facts_about,
    standing_facts,
    unplaced_orders,
)

KINDS: Final = frozenset(
    {"purchase_order_placed", "purchase_order_changed", "purchase_order_closed", "goods_received"}
    | {"goods_returned_to_supplier", "bill_approved", "goods_rejected", "lead_time"}
)

_OF_RECEIPTS: Final = frozenset({"goods_returned_to_supplier", "bill_approved"})
_OF_ORDERS: Final = KINDS - _OF_RECEIPTS - {"lead_time"}

UNITS_ONE: Final = 10**MICRO_PLACES
AMOUNT_ONE: Final = 10**QUANTUM_PLACES

UNPLACED: Final = "unplaced"
"""In place of a day: behind every day of the list."""


@dataclass(slots=True, kw_only=True)
class OrderedLine:
    """One line of a purchase order: units in 10⁻⁶; `ordered` is 0 of what came and nobody ordered.

    `expected` is the day it should come, as stated or by the lead time; "" = nobody says. `last` is the day
    of its last receipt, "" = nothing came. `over` = its order was closed.
    """

    line: str
    item: str
    ordered: int = 0
    received: int = 0
    rejected: int = 0
    returned: int = 0
    billed: int = 0
    expected: str = ""
    last: str = ""
    over: bool = False

    @property
    def open(self) -> int:
        """Units still expected: rejected ones are, those sent back to the supplier later are not."""
        return 0 if self.over else max(0, self.ordered - self.received)

    @property
    def completed(self) -> str:
        """The day after which nothing was expected any more, "" = something is, or nothing came."""
        return "" if self.open or not self.ordered else self.last

    def overdue_days(self, today: date) -> int:
        """Days since what is open should have come; 0 = nothing is late."""
        late = self.open and self.expected and self.expected < today.isoformat()
        return (today - date.fromisoformat(self.expected)).days if late else 0


@dataclass(slots=True)
class _Received:
    """A receipt line: the line of the order it is of, units not billed and not sent back, order price."""

    line: OrderedLine
    left: int
    price: Fraction
    currency: str

    def bought(self, amount: Fraction, currency: str) -> int:
        """Units an amount bills: all that is left, unless it falls short of their price, as in GRNI."""
        left = max(0, self.left)
        worth = self.price * Fraction(left, UNITS_ONE)
        if currency != self.currency or amount >= worth * (1 - Fraction(Tolerances().price)):
            return left
        units = amount / self.price * UNITS_ONE
        return half_even(units.numerator, units.denominator)


@dataclass(slots=True, kw_only=True)
class PurchaseOrder:
    """A purchase order as it stands now."""

    order: str
    supplier: str
    placed: str
    closed: bool = False
    lines: dict[str, OrderedLine] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """In one word: closed, received, partly received or open."""
        if self.closed:
            return "closed"
        if not any(line.open for line in self.lines.values()):
            return "received"
        return "partly received" if any(line.received for line in self.lines.values()) else "open"

    @property
    def is_open(self) -> bool:
        """Whether something is expected of it."""
        return self.status not in ("closed", "received")


@act("stock")
def purchase_orders(
    company: Company, order: str = "", as_of: date | None = None, *, only_open: bool = False
) -> list[PurchaseOrder]:
    """Purchase orders in the order they were placed: one, all, or those something is expected of.

    `as_of` leaves out what bears a later business date. Orders that nobody placed come last. One order
    costs what its own facts do.
    """
    with company.database.read() as connection:
        if order:
            return [one for one in _orders(connection, [order], as_of) if not only_open or one.is_open]
        found = standing_orders(known_through(standing_facts(connection, KINDS), as_of))
    return sorted((one for one in found if not only_open or one.is_open), key=place_of)


@act("stock")
def purchase_order_page(
    company: Company, after: Listed, limit: int, as_of: date | None = None, *, only_open: bool = False
) -> list[PurchaseOrder]:
    """So many purchase orders behind a place of the list, at the cost of those looked at."""

    def wanted(one: PurchaseOrder) -> bool:
        return one.is_open or not only_open

    def made(names: Sequence[str]) -> list[tuple[Listed, PurchaseOrder]]:
        return [(place_of(one), one) for one in _orders(connection, names, as_of)]

    with company.database.read() as connection:
        found: list[PurchaseOrder] = []
        if after.day != UNPLACED:
            placed = ("purchase_order_placed",)
            found = page_of(connection, placed, after, limit, made, wanted=wanted, through=as_of)
            after = Listed(UNPLACED, "")
        while len(found) < limit and (names := unplaced_orders(connection, after.name, limit)):
            rest = [one for place, one in sorted(made(names)) if place.day == UNPLACED and wanted(one)]
            found, after = [*found, *rest], Listed(UNPLACED, names[-1])
    return found[:limit]


def place_of(order: PurchaseOrder) -> Listed:
    """Where an order stands in the list; behind all others where nobody placed it."""
    return Listed(order.placed or UNPLACED, order.order)


def _orders(connection: Connection, names: Sequence[str], as_of: date | None) -> list[PurchaseOrder]:
    """These orders: of their own facts, what names their receipts, and their suppliers' lead times."""
    own = facts_about(connection, _OF_ORDERS, of=names, naming=names)
    receipts = {fact.event.receipt for fact in own if isinstance(fact.event, GoodsReceived)}
    later = facts_about(connection, _OF_RECEIPTS, naming=receipts)
    suppliers = {fact.event.supplier for fact in own if isinstance(fact.event, PurchaseOrderPlaced)}
    times = facts_about(connection, {"lead_time"}, naming=suppliers)
    found = standing_orders(known_through([*times, *own, *later], as_of))
    wanted = set(names)
    return [one for one in found if one.order in wanted]


def known_through(facts: Iterable[StandingFact], as_of: date | None) -> list[StandingFact]:
    """Facts up to a business date, None = all; lead times of later dates too, for they are master data."""
    last = as_of.isoformat() if as_of else ""
    return [one for one in facts if not last or one.day <= last or isinstance(one.event, LeadTime)]


def standing_orders(facts: Iterable[StandingFact]) -> list[PurchaseOrder]:
    """The orders that facts in business order make."""
    facts = list(facts)
    times = LeadTimes(event for _day, event in facts if isinstance(event, LeadTime))
    orders: dict[str, PurchaseOrder] = {}
    receipts: dict[tuple[str, str], _Received] = {}
    later: list[BillApproved | GoodsReturnedToSupplier] = []
    for day, event in facts:
        match event:
            case PurchaseOrderPlaced():
                _order(orders, event.order, event.supplier, day).placed = day
                _state(orders[event.order], event.lines, times)
            case PurchaseOrderChanged() | PurchaseOrderClosed():
                _change(orders, event, times)
            case GoodsReceived() if event.order:
                _receive(_order(orders, event.order, event.supplier, ""), event, receipts, day)
            case GoodsRejected() if event.order:
                _reject(_order(orders, event.order, event.supplier, ""), event)
            case BillApproved() | GoodsReturnedToSupplier():
                later.append(event)
    for one in later:
        if isinstance(one, BillApproved):
            _bill(one, receipts)
        else:
            _return(one, receipts)
    return list(orders.values())


def _order(orders: dict[str, PurchaseOrder], name: str, supplier: str, day: str) -> PurchaseOrder:
    return orders.setdefault(name, PurchaseOrder(order=name, supplier=supplier, placed=day))


def _change(
    orders: dict[str, PurchaseOrder], event: PurchaseOrderChanged | PurchaseOrderClosed, times: LeadTimes
) -> None:
    known = orders.get(event.order)
    if known is not None and isinstance(event, PurchaseOrderChanged):
        known.closed = False
        for line in known.lines.values():
            line.over = False
        _state(known, event.lines, times)
    elif known is not None:
        known.closed = True
        for line in known.lines.values():
            line.over = True


def _state(order: PurchaseOrder, stated: list[PurchaseOrderLine], times: LeadTimes) -> None:
    """The lines as they stand now: those no longer named are ordered no more."""
    for line in order.lines.values():
        line.ordered = 0
    for one in stated:
        line = order.lines.setdefault(one.line, OrderedLine(line=one.line, item=one.item))
        line.item, line.ordered = one.item, int(one.quantity)
        expected = one.expected
        if expected is None and order.placed:
            expected = times.expected(order.supplier, one.item, date.fromisoformat(order.placed))
        line.expected = expected.isoformat() if expected else ""


def _receive(
    order: PurchaseOrder,
    event: GoodsReceived,
    receipts: dict[tuple[str, str], _Received],
    day: str,
) -> None:
    for one in event.lines:
        name = one.order_line or one.line
        line = order.lines.setdefault(name, OrderedLine(line=name, item=one.item))
        line.received += int(one.quantity)
        line.last = day
        receipts[event.receipt, one.line] = _Received(
            line, int(one.quantity), Fraction(one.unit_price), event.currency
        )


def _reject(order: PurchaseOrder, event: GoodsRejected) -> None:
    """Units refused at the door, of a line that is named or, else, of the item's first."""
    for one in event.lines:
        first = next((line.line for line in order.lines.values() if line.item == one.item), one.item)
        name = one.order_line or first
        line = order.lines.setdefault(name, OrderedLine(line=name, item=one.item))
        line.rejected += int(one.quantity)


def _bill(event: BillApproved, receipts: dict[tuple[str, str], _Received]) -> None:
    """A line that names no units bills what is left of its receipt line, or what its amount buys of it."""
    for one in event.lines if not event.withdrawn else ():
        known = receipts.get((one.receipt, one.receipt_line))
        if known:
            amount = Fraction(int(one.amount), AMOUNT_ONE)
            units = known.bought(amount, event.currency) if one.quantity is None else int(one.quantity)
            known.line.billed += units
            known.left -= units


def _return(event: GoodsReturnedToSupplier, receipts: dict[tuple[str, str], _Received]) -> None:
    for one in event.lines:
        known = receipts.get((one.receipt, one.receipt_line))
        if known:
            known.line.returned += int(one.quantity)
            known.left -= int(one.quantity)
