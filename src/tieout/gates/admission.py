"""Admission: whether a fact may enter the books; if not it is quarantined with every reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from typing import Any, Final

from tieout.core.catalogue import problem
from tieout.core.event import (
    BillApproved,
    DisassemblyCompleted,
    Event,
    GoodsShipped,
    InvoiceIssued,
    MaterialsIssued,
    PayoutSettled,
    ProductionCompleted,
    RefundIssued,
    SalePaid,
    StockTransferred,
    SupplierCredited,
)
from tieout.core.event.sale import Sale
from tieout.core.master import MasterData
from tieout.core.money import minor_as_billed
from tieout.core.problem import Problem, Where
from tieout.core.scaled import QUANTUM_PLACES, Amount

TOLERANCE: Final = 5 * 10 ** (QUANTUM_PLACES - 2)
"""What a source's parts may differ from its total: 0.05 of the document's currency (accounting.md 2)."""

_STOCK_LISTS: Final = ("lines", "consumed", "outputs", "lots", "components")
_PARTIES: Final = (("customer", "customer"), ("supplier", "supplier"))
_PLACES: Final = ("location", "from_location", "to_location")
_NO_STOCK: Final = frozenset(
    {"order_placed", "order_changed", "invoice_issued", "sale_paid", "refund_issued", "bill_approved"}
    | {"purchase_order_placed", "purchase_order_changed", "supplier_credited", "opening_register"}
)

KnownLots = Set[tuple[str, str]]


def admission_problems(event: Event, master: MasterData, known_lots: KnownLots) -> list[Problem]:
    """Every reason why the event may not enter; empty = admitted."""
    found = [*_parties(event, master), *_items(event, master), *_locations(event, master)]
    found += _rates(event, master)
    found += [
        problem("lot_unknown", _subject(event), lot=number, item=item)
        for item, number in named_lots(event)
        if (item, number) not in known_lots
    ]
    check = _CHECKS.get(type(event))
    if check:
        found += check(event)
    return found


def _subject(event: Event) -> Where:
    return Where(subject=f"{event.kind} {event.id} of {event.source}")


def _parties(event: Event, master: MasterData) -> Iterator[Problem]:
    for name, role in _PARTIES:
        key = getattr(event, name, "")
        if not key:
            continue
        party = master.parties.get(key)
        if party is None:
            yield problem("party_unknown", _subject(event), role=role, party=key)
        elif role not in party.roles:
            yield problem(
                "party_role_missing", _subject(event), party=key, role=role, roles=", ".join(party.roles)
            )


def _items(event: Event, master: MasterData) -> Iterator[Problem]:
    moves_stock = event.kind not in _NO_STOCK
    seen: set[str] = set()
    for key in _item_keys(event):
        if key in seen:
            continue
        seen.add(key)
        item = master.items.get(key)
        if item is None:
            yield problem("item_unknown", _subject(event), item=key)
        elif moves_stock and item.inventory_role is None:
            yield problem("item_not_stocked", _subject(event), item=key, type=item.type)


def _item_keys(event: Event) -> Iterator[str]:
    if isinstance(event, DisassemblyCompleted):
        yield event.item
    for name in _STOCK_LISTS:
        for line in getattr(event, name, ()):
            key = getattr(line, "item", "")
            if key:
                yield key


def _locations(event: Event, master: MasterData) -> Iterator[Problem]:
    for name in _PLACES:
        key = getattr(event, name, "")
        if key and key not in master.locations:
            yield problem("location_unknown", _subject(event), location=key)


def _rates(event: Event, master: MasterData) -> Iterator[Problem]:
    currency = getattr(event, "currency", None)
    if currency and getattr(event, "rate", 1) is None and master.rate(currency, event.date) is None:
        yield problem("rate_missing", _subject(event), currency=currency, day=event.date)


def named_lots(event: Event) -> Iterator[tuple[str, str]]:
    """(item, lot number) of every lot the event takes from by number."""
    lines: Iterable[Any] = ()
    match event:
        case GoodsShipped() | StockTransferred():
            lines = event.lines
        case MaterialsIssued() | ProductionCompleted():
            lines = event.consumed
        case DisassemblyCompleted():
            lines = (event,)
        case _:
            pass
    yield from ((line.item, line.lot) for line in lines if line.lot)


def _sums(
    event: Sale | RefundIssued | BillApproved | SupplierCredited, parts: int, total: int
) -> list[Problem]:
    difference = total - parts
    if abs(difference) <= TOLERANCE:
        return []
    return [
        problem(
            "total_mismatch",
            _subject(event),
            number=event.number,
            parts=Amount(parts),
            total=Amount(total),
            difference=Amount(difference),
            currency=event.currency,
            tolerance=Amount(TOLERANCE),
        )
    ]


def _sale(event: Any) -> list[Problem]:
    parts = sum(line.amount - line.discount for line in event.lines)
    parts += event.shipping + sum(tax.amount for tax in event.taxes)
    return _sums(event, parts, event.total)


def _sale_paid(event: Any) -> list[Problem]:
    found = _sale(event)
    paid = sum(tender.amount for tender in event.tenders)
    if minor_as_billed(paid, event.currency) != minor_as_billed(event.total, event.currency):
        found.append(
            problem(
                "tenders_mismatch",
                _subject(event),
                number=event.number,
                parts=Amount(paid),
                total=event.total,
            )
        )
    if any(tender.type == "gateway" and not tender.gateway for tender in event.tenders):
        found.append(problem("tender_gateway_missing", _subject(event), number=event.number))
    return found


def _refund(event: Any) -> list[Problem]:
    if event.refunds == "deposit" and not event.lines:
        return []
    parts = sum(line.amount - line.discount for line in event.lines)
    parts += event.shipping + sum(tax.amount for tax in event.taxes)
    parts += sum(extra.amount for extra in event.adjustments)
    return _sums(event, parts, event.total)


def _bill(event: Any) -> list[Problem]:
    parts = sum(line.amount for line in event.lines)
    parts += sum(tax.amount for tax in getattr(event, "input_taxes", ()))
    return _sums(event, parts, event.total)


def _payout(event: Any) -> list[Problem]:
    parts = sum(item.gross - item.fee for item in event.items)
    if parts == event.net:
        return []
    return [
        problem(
            "payout_mismatch",
            _subject(event),
            number=event.number,
            parts=Amount(parts),
            total=event.net,
            difference=Amount(event.net - parts),
            currency=event.currency,
        )
    ]


def _run(event: Any) -> list[Problem]:
    found = []
    if not any(output.role == "main" for output in event.outputs):
        found.append(problem("main_output_missing", _subject(event), run=event.run))
    for output in event.outputs:
        missing = _missing_of(output)
        if missing:
            found.append(
                problem(
                    "output_incomplete",
                    _subject(event),
                    item=output.item,
                    run=event.run,
                    role=output.role,
                    missing=missing,
                )
            )
    made = {(output.item, output.lot) for output in event.outputs if output.lot}
    found += [
        problem("genealogy_cycle", _subject(event), run=event.run, item=line.item, lot=line.lot)
        for line in event.consumed
        if (line.item, line.lot) in made
    ]
    shares = sum(output.share or 0 for output in event.outputs if output.role == "co_product")
    if shares > 1:
        found.append(
            problem(
                "shares_mismatch",
                _subject(event),
                what=f"Run {event.run}",
                parts=shares,
                why="Co-products cannot take more than the whole cost.",
            )
        )
    return found


def _missing_of(output: Any) -> str:
    if output.role == "co_product" and output.share is None:
        return "share"
    return "value" if output.role == "by_product" and output.value is None else ""


def _disassembly(event: Any) -> list[Problem]:
    shares = sum(component.share for component in event.components)
    if shares == 1:
        return []
    return [
        problem(
            "shares_mismatch",
            _subject(event),
            what=f"Disassembly {event.run}",
            parts=shares,
            why="The components take the whole value, so their shares come to 1.",
        )
    ]


def _transfer(event: Any) -> list[Problem]:
    found = []
    if event.from_location == event.to_location:
        found.append(
            problem("same_location", _subject(event), transfer=event.transfer, location=event.to_location)
        )
    if event.arrived and event.arrived < event.date:
        found.append(problem("dates_reversed", _subject(event), what="The arrival", other="the departure"))
    return found


_CHECKS: Final[dict[type[Event], Callable[[Any], list[Problem]]]] = {
    InvoiceIssued: _sale,
    SalePaid: _sale_paid,
    RefundIssued: _refund,
    BillApproved: _bill,
    SupplierCredited: _bill,
    PayoutSettled: _payout,
    ProductionCompleted: _run,
    DisassemblyCompleted: _disassembly,
    StockTransferred: _transfer,
}
