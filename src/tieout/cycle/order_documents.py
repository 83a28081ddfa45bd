"""Order documents: purchase orders as QuickBooks shows them, where finance wants them there.

A purchase order is a plan: it posts nothing and no balance is expected of it (accounting.md 1, 5). Each
state of it is a document of its own that crosses like any other and goes over the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from sqlalchemy import Connection

from tieout.core.account import AccountKey, account_key
from tieout.core.capabilities import Capabilities
from tieout.core.crossing import State
from tieout.core.crosswalk import party_document
from tieout.core.currency import minor_places
from tieout.core.document import Document, OrderLine
from tieout.core.event import GoodsReceived, PurchaseOrderChanged, PurchaseOrderClosed, PurchaseOrderPlaced
from tieout.core.event.purchase import PurchaseOrderLine
from tieout.core.feature import FEATURES
from tieout.core.ids import document_id
from tieout.core.mapping import Mapping
from tieout.core.problem import Problem
from tieout.core.scaled import MICRO_PLACES
from tieout.cycle.records import RecordDesk
from tieout.cycle.sealed import Sealed
from tieout.gates.crossing import fitted, mapping_problem
from tieout.gates.names import representable, shortened
from tieout.storage.dependants import keep_sealed
from tieout.storage.order_states import SentOrder, sealed_orders
from tieout.storage.standing_facts import StandingFact, standing_facts

CHOICES: Final = ("none", "draft")
KINDS: Final = frozenset(
    {"purchase_order_placed", "purchase_order_changed", "purchase_order_closed", "goods_received"}
)

_SOMEBODYS: Final = frozenset({State.REFUSED, State.BLOCKED})


@dataclass(slots=True, kw_only=True)
class StandingOrder:
    """A purchase order as its facts have it; `received` in 10⁻⁶ units by line."""

    order: str
    supplier: str
    currency: str
    day: str
    lines: Sequence[PurchaseOrderLine]
    closed: bool = False
    received: dict[str, int] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether it was closed, or all of it came."""
        return self.closed or all(self.received.get(one.line, 0) >= int(one.quantity) for one in self.lines)


def standing_orders(facts: Iterable[StandingFact]) -> list[StandingOrder]:
    """The orders that facts in business order make; what came of an order nobody placed makes none.

    A change after the closing opens the order again, as it does for costs and for `tieout orders`.
    """
    orders: dict[str, StandingOrder] = {}
    for day, event in facts:
        match event:
            case PurchaseOrderPlaced():
                orders[event.order] = StandingOrder(
                    order=event.order,
                    supplier=event.supplier,
                    currency=event.currency,
                    day=day,
                    lines=event.lines,
                )
            case PurchaseOrderChanged() if event.order in orders:
                orders[event.order].lines, orders[event.order].closed = event.lines, False
            case PurchaseOrderClosed() if event.order in orders:
                orders[event.order].closed = True
            case GoodsReceived() if event.order in orders:
                received = orders[event.order].received
                for one in event.lines:
                    name = one.order_line or one.line
                    received[name] = received.get(name, 0) + int(one.quantity)
    return list(orders.values())


def seal_orders(
    connection: Connection,
    company: str,
    through: date,
    mapping: Mapping,
    limits: Capabilities,
    records: RecordDesk,
    now: datetime,
) -> tuple[Sealed, list[tuple[str, Problem]]]:
    """Seal the state of every order that QuickBooks does not show yet; the rest is held, or waits.

    An order in another currency waits until QuickBooks has its payable; where the company has one
    currency only it is not sent. While a state is refused, what follows it waits for the person who mends
    it.
    """
    if not FEATURES["purchase_orders"].has(limits):
        return Sealed(), []
    facts = standing_facts(connection, KINDS)
    sent = sealed_orders(connection)
    orders = [one for one in standing_orders(facts) if one.day <= through.isoformat()]
    made = [_next_state(company, one, sent.get(_key(one), []), limits) for one in orders]
    wanted = [one for one in made if one is not None and _may_show(one, mapping, limits)]
    missing = _unmapped(wanted, mapping)
    problems = [(str(key), mapping_problem(key, count)) for key, count in missing.items()]
    sealed = []
    for document in wanted if not missing else []:
        doubts = records.doubts(connection, document)
        problems += [(one.where.subject, one) for one in doubts]
        if not doubts:
            sealed.append(document)
    new_records = records.needed(connection, sealed)
    keep_sealed(connection, [(one, []) for one in [*new_records, *sealed]], now)
    records.link_existing(connection, new_records, now)
    return Sealed(documents=len(sealed), records=len(new_records)), problems


def _next_state(
    company: str, order: StandingOrder, sent: Sequence[SentOrder], limits: Capabilities
) -> Document | None:
    """The document of an order as it stands; None = QuickBooks shows it so, or nothing is to be sent."""
    kept = [one for one in sent if one.state is not State.WRITTEN_OFF]
    if (not kept and order.is_over) or (sent and sent[-1].state in _SOMEBODYS):
        return None
    earlier = kept[-1].document if kept else None
    vendor = party_document(company, "Vendor", order.supplier, order.currency)
    document = fitted(
        Document(
            id=document_id(company, _key(order), len(sent)),
            type="PurchaseOrder",
            key=_key(order),
            sequence=len(sent),
            day=date.fromisoformat(order.day),
            currency=order.currency,
            number=order.order,
            party=order.supplier,
            memo=f"purchase order {order.order}",
            fields=(("POStatus", "Closed" if order.is_over else "Open"),),
            ordered=tuple(_line(one, order.currency, limits) for one in order.lines),
            needs=(vendor, earlier.id) if earlier else (vendor,),
            replaces=earlier.id if earlier else None,
        ),
        limits,
    )
    last = sent[-1].document if sent else None
    if last and (last.ordered, last.fields) == (document.ordered, document.fields):
        return None
    return document


def _key(order: StandingOrder) -> str:
    return f"PurchaseOrder:{order.order}"


def _line(line: PurchaseOrderLine, currency: str, limits: Capabilities) -> OrderLine:
    """Its text, and quantity times price, half-even at the minor unit: it posts nothing."""
    quantity = Decimal(int(line.quantity)).scaleb(-MICRO_PLACES)
    minor = (quantity * line.unit_price).scaleb(minor_places(currency))
    expected = f", expected {line.expected}" if line.expected else ""
    text = f"{line.item}: {quantity.normalize():f} at {line.unit_price:f}{expected}"
    fitting = shortened(representable(text, limits), limits.text_length - 40)
    return OrderLine(fitting, int(minor.to_integral_value(ROUND_HALF_EVEN)))


def _payable(document: Document) -> AccountKey:
    return account_key("accounts_payable", currency=document.currency)


def _may_show(document: Document, mapping: Mapping, limits: Capabilities) -> bool:
    """Whether QuickBooks can hold it now: a foreign one needs the payable of its currency."""
    if document.currency == limits.home_currency:
        return True
    return limits.multi_currency and _payable(document) in mapping.accounts


def _unmapped(documents: Sequence[Document], mapping: Mapping) -> dict[AccountKey, int]:
    """Account keys an order names that no account stands behind, with the orders each holds."""
    missing: dict[AccountKey, int] = {}
    for document in documents:
        for key in (account_key("grni"), _payable(document)):
            if mapping.account(key) is None:
                missing[key] = missing.get(key, 0) + 1
    return missing
