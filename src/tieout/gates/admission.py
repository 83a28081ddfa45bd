"""Admission: whether a fact may enter the books; if not it is quarantined with every reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from typing import Any, Final

from tieout.core.catalogue import problem
from tieout.core.event import (
    KINDS,
    BillApproved,
    ChargebackLost,
    ChargebackOpened,
    ChargebackWon,
    DisassemblyCompleted,
    Event,
    GiftCardExpired,
    GiftCardRedeemed,
    GiftCardSold,
    GoodsShipped,
    InvoiceIssued,
    MaterialsIssued,
    OpeningRegister,
    PaymentCaptured,
    PayoutSettled,
    ProductionCompleted,
    RefundIssued,
    SalePaid,
    StockAdjusted,
    StockCounted,
    StockRevalued,
    StockTransferred,
    StoreCreditIssued,
    StoreCreditRedeemed,
    SubscriptionChanged,
    SubscriptionRenewed,
    SupplierCredited,
    TransferArrived,
    TransferDispatched,
    TransferLost,
    WriteOffApproved,
)
from tieout.core.event.cash import Subscription
from tieout.core.master import MasterData
from tieout.core.problem import Problem
from tieout.gates import sense, sums
from tieout.gates.places import place_problems
from tieout.gates.sense import repeated_lines
from tieout.gates.subject import subject_of

_STOCK_LISTS: Final = ("lines", "consumed", "outputs", "lots", "components")
_PARTIES: Final = (("customer", "customer"), ("supplier", "supplier"))
_PLACES: Final = ("location", "from_location", "to_location")
_NO_STOCK: Final = frozenset(
    {"order_placed", "order_changed", "invoice_issued", "sale_paid", "refund_issued", "bill_approved"}
    | {"purchase_order_placed", "purchase_order_changed", "supplier_credited", "opening_register"}
    | {"subscription_renewed", "subscription_changed", "subscription_cancelled"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFacts:
    """What other events said, as far as the events at hand name it."""

    lots: Set[tuple[str, str]] = frozenset()
    """(item, lot number)."""

    subjects: Set[tuple[str, str]] = frozenset()
    """(kind of event, number of its document)."""


def admission_problems(event: Event, master: MasterData, known: KnownFacts) -> list[Problem]:
    """Every reason why the event may not enter; empty = admitted."""
    found: list[Problem] = []
    for compare in _COMPARED[type(event)]:
        found += compare(event, master)
    found += [
        problem("lot_unknown", subject_of(event), lot=number, item=item)
        for item, number in named_lots(event)
        if (item, number) not in known.lots
    ]
    found += repeated_lines(event)
    found += _unknown_subjects(event, known)
    for check in _CHECKS.get(type(event), ()):
        found += check(event)
    return found


def _compared(kind: type[Event]) -> tuple[Callable[[Event, MasterData], Iterator[Problem]], ...]:
    """The comparisons with master data that a kind of event has the fields for."""
    fields = frozenset(kind.__dataclass_fields__)
    return tuple(compare for compare, names in _COMPARISONS if not fields.isdisjoint(names))


def _parties(event: Event, master: MasterData) -> Iterator[Problem]:
    for name, role in _PARTIES:
        key = getattr(event, name, "")
        if not key:
            continue
        party = master.parties.get(key)
        if party is None:
            yield problem("party_unknown", subject_of(event, name), role=role, party=key)
        elif role not in party.roles:
            yield problem(
                "party_role_missing",
                subject_of(event, name),
                party=key,
                role=role,
                roles=", ".join(party.roles),
            )


def _items(event: Event, master: MasterData) -> Iterator[Problem]:
    moves_stock = event.kind not in _NO_STOCK
    for key, field in _item_keys(event).items():
        item = master.items.get(key)
        if item is None:
            yield problem("item_unknown", subject_of(event, field), item=key)
        elif moves_stock and item.inventory_role is None and not field.startswith("consumed"):
            yield problem("item_not_stocked", subject_of(event, field), item=key, type=item.type)


def _component_values(event: Event, master: MasterData) -> Iterator[Problem]:
    """Goods cost what their lots cost; only a component that is not stocked states a value."""
    for place, line in enumerate(getattr(event, "consumed", ())):
        if line.value is not None and line.item in master.items and master.is_stocked(line.item):
            yield problem(
                "component_value_refused", subject_of(event, f"consumed.{place}.value"), item=line.item
            )


def _item_keys(event: Event) -> dict[str, str]:
    """Each item the event names, with the first field that names it."""
    found = {event.item: "item"} if isinstance(event, DisassemblyCompleted | Subscription) else {}
    for name in _STOCK_LISTS:
        for place, line in enumerate(getattr(event, name, ())):
            key = getattr(line, "item", "")
            if key:
                found.setdefault(key, f"{name}.{place}.item")
    return found


def _locations(event: Event, master: MasterData) -> Iterator[Problem]:
    named = {key: name for name in reversed(_PLACES) if (key := getattr(event, name, ""))}
    for place, line in enumerate(getattr(event, "consumed", ())):
        if line.location:
            named.setdefault(line.location, f"consumed.{place}.location")
    for key, field in named.items():
        if key not in master.locations:
            yield problem("location_unknown", subject_of(event, field), location=key)


def _rates(event: Event, master: MasterData) -> Iterator[Problem]:
    currency = getattr(event, "currency", None)
    stated = getattr(event, "rate", None)
    if stated is not None and stated != 1 and currency == master.home_currency:
        yield problem("rate_of_home", subject_of(event, "rate"), currency=currency, rate=stated)
    if currency and getattr(event, "rate", 1) is None and master.rate(currency, event.date) is None:
        yield problem("rate_missing", subject_of(event, "currency"), currency=currency, day=event.date)


def _tax_codes(event: Event, master: MasterData) -> Iterator[Problem]:
    """Codes of tax are checked once any is known: a company without tax_code events uses none."""
    if not master.tax_codes:
        return
    for name in ("taxes", "input_taxes"):
        for place, tax in enumerate(getattr(event, name, ())):
            known = master.tax_codes.get(tax.code)
            if tax.code and known is None:
                yield problem("tax_code_unknown", subject_of(event, f"{name}.{place}.code"), tax=tax.code)
            elif known and known.agency != tax.agency:
                yield problem(
                    "tax_agency_differs",
                    subject_of(event, f"{name}.{place}.agency"),
                    tax=tax.code,
                    stated=tax.agency,
                    known=known.agency,
                )


_COMPARISONS: Final = (
    (_parties, frozenset(name for name, _ in _PARTIES)),
    (_items, frozenset({*_STOCK_LISTS, "item"})),
    (_component_values, frozenset({"consumed"})),
    (_locations, frozenset({*_PLACES, "consumed"})),
    (_rates, frozenset({"currency"})),
    (_tax_codes, frozenset({"taxes", "input_taxes"})),
)
"""What is compared with master data, each with the fields it looks at."""

_COMPARED: Final = {kind: _compared(kind) for kind in KINDS.values()}


def named_subjects(event: Event) -> Iterator[tuple[str, str, str]]:
    """(kind of event, number, field) of every document the event cannot do without."""
    if isinstance(event, ChargebackWon | ChargebackLost):
        yield "chargeback_opened", event.chargeback, "chargeback"


def _unknown_subjects(event: Event, known: KnownFacts) -> Iterator[Problem]:
    for kind, number, field in named_subjects(event):
        if (kind, number) not in known.subjects:
            yield problem("chargeback_unknown", subject_of(event, field), number=number, by=event.kind)


def named_lots(event: Event) -> Iterator[tuple[str, str]]:
    """(item, lot number) of every lot the event takes from by number."""
    lines: Iterable[Any] = ()
    match event:
        case GoodsShipped() | StockTransferred():
            lines = event.lines
        case TransferDispatched() | TransferArrived() | TransferLost():
            lines = event.lines
        case MaterialsIssued() | ProductionCompleted():
            lines = event.consumed
        case DisassemblyCompleted():
            lines = (event,)
        case _:
            pass
    yield from ((line.item, line.lot) for line in lines if line.lot)


_CHECKS: Final[dict[type[Event], tuple[Callable[[Any], list[Problem]], ...]]] = {
    InvoiceIssued: (sums.sale_problems, sense.due_problems),
    SalePaid: (sums.sale_paid_problems,),
    RefundIssued: (sums.refund_problems, place_problems),
    BillApproved: (sums.bill_problems, sense.due_problems),
    SupplierCredited: (sums.bill_problems,),
    PayoutSettled: (sums.payout_problems, place_problems),
    PaymentCaptured: (sense.payment_problems, place_problems),
    WriteOffApproved: (place_problems,),
    ChargebackOpened: (place_problems,),
    ChargebackWon: (place_problems,),
    GiftCardSold: (place_problems,),
    GiftCardRedeemed: (place_problems,),
    GiftCardExpired: (place_problems,),
    StoreCreditIssued: (place_problems,),
    StoreCreditRedeemed: (place_problems,),
    SubscriptionRenewed: (sense.service_problems, place_problems),
    SubscriptionChanged: (place_problems,),
    ProductionCompleted: (sense.run_problems,),
    DisassemblyCompleted: (sense.disassembly_problems,),
    StockTransferred: (sense.transfer_problems,),
    TransferDispatched: (sense.transfer_problems,),
    StockAdjusted: (sense.adjustment_problems,),
    StockCounted: (sense.count_problems,),
    StockRevalued: (sense.revaluation_problems,),
    OpeningRegister: (sense.register_problems,),
}
