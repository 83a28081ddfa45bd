"""Unmatched money of a cycle: cases of what nobody stated are opened, and closed once it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from tieout.core.draft import Draft
from tieout.core.event import Event, PaymentCaptured, PayoutSettled, RefundIssued
from tieout.core.money import Money, quanta_per_minor
from tieout.core.open_item import OpenItem
from tieout.core.scaled import Amount
from tieout.cycle.registers import ORIGINAL
from tieout.gates.unmatched import (
    BEYOND_DEPOSIT,
    MOVEMENTS,
    OF_ANOTHER,
    beyond_deposit,
    beyond_invoice,
    deposit_of_another,
    deposit_subject,
    is_ownerless,
    references_of,
    spellings,
    stated_subjects,
    unstated_invoice,
    unstated_items,
)
from tieout.posting.holding import holding
from tieout.posting.payment import BEYOND
from tieout.storage.cases import open_cases_of, resolve_cases
from tieout.storage.entries import open_items
from tieout.storage.events import known_subjects

if TYPE_CHECKING:
    from tieout.cycle.desk import Desk

_OF_DEPOSITS = frozenset({OF_ANOTHER, BEYOND_DEPOSIT})


def end_deposits(connection: Connection, now: datetime) -> None:
    """End the cases of deposits of other customers that were used or given back, or are covered, since."""
    cases = [case for case in open_cases_of(connection, "costing") if case.problem.code in _OF_DEPOSITS]
    names = [case.subject.removeprefix(deposit_subject("")) for case in cases]
    items = open_items(connection, names)
    left = [_in_its_currency(items, name) for name in names]
    gone = [
        case.id
        for case, amount in zip(cases, left, strict=True)
        if not amount or (amount < 0 and case.problem.code == BEYOND_DEPOSIT)
    ]
    resolve_cases(connection, gone, "tieout", now, "the deposit is used, given back or covered")


def _in_its_currency(items: Mapping[tuple[str, str], OpenItem], name: str) -> int:
    """What a deposit holds, debit above zero; one in foreign money by that, journals at home apart."""
    original = items.get((f"{ORIGINAL}customer_deposits", name))
    return (original or items.get(("customer_deposits", name), OpenItem(0, 0))).minor


def note_stated(desk: Desk, event: Event) -> None:
    """Keep what a gateway may call the movement; cases that missed the event are over."""
    for movement in references_of(event):
        desk.registers.state(movement)
    desk.result.stated.update(stated_subjects(event))


def note_unmatched(desk: Desk, event: Event, drafts: Sequence[Draft]) -> None:
    """Name what a payment or payout refers to and nobody stated, or is more than it refers to."""
    match event:
        case PaymentCaptured() if event.order and not event.invoice:
            _check_order(desk, event, drafts)
        case PaymentCaptured() if event.invoice:
            held = {draft.when: draft for draft in drafts}
            if BEYOND in held:
                desk.result.flagged.append(beyond_invoice(event, _left(held[BEYOND])))
            if "deposit" in held and not desk.is_issued(event.invoice):
                desk.result.flagged.append(unstated_invoice(event))
        case RefundIssued() if event.refunds == "deposit":
            _check_deposit(desk, event, drafts)
        case _:
            pass


def note_payout(desk: Desk, event: Event) -> None:
    """Name the items of a payout that nobody stated; by what is open once it is settled."""
    if isinstance(event, PayoutSettled):
        _check_payout(desk, event)


def _check_order(desk: Desk, event: PaymentCaptured, drafts: Sequence[Draft]) -> None:
    """A deposit on an order whose sale bills somebody else pays nothing."""
    others = desk.registers.sold_to_others(event.order, event.customer)
    for draft in drafts if others else ():
        if draft.when == "deposit":
            currency = draft.converted_from or (draft.currency if draft.rate else "")
            held = holding(event.order, event.customer, currency)
            desk.result.flagged.append(deposit_of_another(event.order, others[0], held))


def _check_deposit(desk: Desk, event: RefundIssued, drafts: Sequence[Draft]) -> None:
    """A refund of more than is held: the money left all the same."""
    for draft in drafts:
        currency = draft.converted_from or (draft.currency if draft.rate else "")
        held = holding(event.refunded, event.customer, currency)
        if currency:
            over = desk.registers.original("customer_deposits", held)
        else:
            unit = quanta_per_minor(draft.currency)
            over = desk.registers.open_item("customer_deposits", held).minor * unit
        if over > 0:
            left = f"{Amount(min(over, int(event.total)))} {event.currency}"
            desk.result.flagged.append(beyond_deposit(event, held, left))


def _left(beyond: Draft) -> str:
    """What was paid beyond an invoice, in the currency it was paid in."""
    (part,) = beyond.parts
    if beyond.converted_from:
        return f"{Amount(part.original)} {beyond.converted_from}"
    return str(Money(part.value, beyond.currency))


def _check_payout(desk: Desk, event: PayoutSettled) -> None:
    """By the numbers of all that is loaded, and by what gateways call what was worked so far."""
    stated = _stated(desk, [item.reference for item in event.items])

    def near(reference: str) -> str:
        ways = spellings(reference)
        known = _stated(desk, ways)
        return next((way for way in ways if way in known), "")

    corrections = [item for item in event.items if item.reference in stated and is_ownerless(item)]
    settled = desk.unsettled.only_corrected(event, corrections)
    desk.result.flagged += unstated_items(event, stated.__contains__, near, settled)


def _stated(desk: Desk, references: Sequence[str]) -> set[str]:
    """Which of some references name a movement that someone stated."""
    named = {(kind, reference) for reference in references for kind in MOVEMENTS}
    numbers = {name for _, name in known_subjects(desk.connection, named, desk.work.span.watermark)}
    return {name for name in references if name in numbers or desk.registers.is_stated(name)}
