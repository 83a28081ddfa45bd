"""Subscriptions of a cycle: a service billed ahead is owed, and earned by its days (accounting.md 5).

What is recognised follows from what was said of the service alone (`core.schedule`): each act posts the
difference to what stands, on the days it belongs to. So a fact that comes late, out of order or revised
leads to the same balances as one in time. A month's end is itself a fact, stated by tieout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from tieout.core.draft import Draft
from tieout.core.entry import Entry
from tieout.core.event import (
    Event,
    OpeningRegister,
    RefundIssued,
    RevenueRecognised,
    SubscriptionCancelled,
    SubscriptionChanged,
    SubscriptionRenewed,
)
from tieout.core.event.stock import OpeningLine
from tieout.core.ids import document_id
from tieout.core.money import quanta_per_minor
from tieout.core.open_item import Billed
from tieout.core.scaled import half_up
from tieout.core.schedule import Schedule, ScheduleFact
from tieout.costing.taking import NotCostable
from tieout.posting.deposit import deposit_draft
from tieout.posting.subscription import change_draft, earned_draft, renewal_draft, unearned_first
from tieout.storage.revisions import Earlier
from tieout.storage.schedules import KeptSchedule
from tieout.storage.step import Step

if TYPE_CHECKING:
    from tieout.cycle.desk import Desk

RECOGNISED = "revenue recognised"
CHANGED_FOR_MORE = "subscription changed for more"
KINDS = SubscriptionRenewed | SubscriptionChanged | SubscriptionCancelled | RevenueRecognised


def work_subscription(desk: Desk, step: Step, event: KINDS, earlier: Sequence[Earlier]) -> None:
    """Bill, change or end a service, or recognise what a month earned.

    Raises:
        NotCostable: a change or cancellation is of no service that is known.
    """
    if isinstance(event, RevenueRecognised):
        _recognise_month(desk, step, event.date)
        return
    if earlier:
        _take_back(desk, step, earlier)
    match event:
        case SubscriptionRenewed():
            _renew(desk, step, event)
        case SubscriptionChanged():
            _change(desk, step, event)
        case SubscriptionCancelled():
            _cancel(desk, step, event)


def is_earning(entry: Entry) -> bool:
    """Whether an entry recognises revenue: it is never taken back, the schedule posts the difference."""
    return entry.rule == RECOGNISED


def _renew(desk: Desk, step: Step, event: SubscriptionRenewed) -> None:
    draft = renewal_draft(event, desk.work.master)
    entry = desk.post(step.id, draft)
    _bill(desk, step, event, draft, entry)
    known = desk.schedules.of(event.number)
    kept = known or KeptSchedule(
        number=event.number,
        subscription=event.subscription,
        customer=event.customer,
        channel=event.channel,
        item=event.item,
    )
    kept = replace(
        kept,
        subscription=event.subscription,
        customer=event.customer,
        channel=event.channel,
        item=event.item,
    )
    fact = ScheduleFact(
        event.date, "renewed", _key(event), _deferred(entry), event.service_from, event.service_to
    )
    _say(desk, step, kept, fact)


def _bill(desk: Desk, step: Step, event: SubscriptionRenewed, draft: Draft, entry: Entry | None) -> None:
    document = document_id(desk.work.company, entry.id, 0) if entry else ""
    desk.registers.bill(
        Billed(
            number=event.number,
            document=document,
            party=event.customer,
            original=int(event.amount),
            original_currency=event.currency,
            currency=draft.currency,
            rate=draft.rate or draft.converted_at,
            minor=draft.parts[0].value,
        ),
        step.id,
    )
    applied = deposit_draft(event, draft, document, desk.registers) if document else None
    if applied:
        desk.post(step.id, applied)


def _change(desk: Desk, step: Step, event: SubscriptionChanged) -> None:
    kept = _service(desk, event)
    draft = change_draft(event, kept.number, desk.work.master, desk.registers)
    entry = desk.post(step.id, draft) if draft else None
    minor = _deferred(entry)
    billed = desk.registers.billed(kept.number)
    if draft and entry and billed:
        sign = 1 if draft.when == "more" else -1
        if sign > 0:
            document = document_id(desk.work.company, entry.id, 0)
            desk.registers.owe(kept.number, document, draft.parts[0].value)
            more = replace(
                billed,
                original=billed.original + int(event.amount),
                minor=billed.minor + draft.parts[0].value,
            )
            desk.registers.bill(more, step.id)
    _say(desk, step, kept, ScheduleFact(event.date, "changed", _key(event), minor, end=event.service_to))


def _cancel(desk: Desk, step: Step, event: SubscriptionCancelled) -> None:
    """Every period of the subscription that is not over by then ends; none needs to be running."""
    _service(desk, event)
    for kept in desk.schedules.of_subscription(event.subscription):
        if any(fact.end >= event.date for fact in kept.schedule.facts if fact.said == "renewed"):
            _say(desk, step, kept, ScheduleFact(event.date, "cancelled", _key(event)))


def _service(desk: Desk, event: SubscriptionChanged | SubscriptionCancelled) -> KeptSchedule:
    """The service period an act is about: the one that runs on its date, else the next, else the last.

    Raises:
        NotCostable: none is known.
    """
    starts = [
        (fact.start, fact.end, kept.number, kept)
        for kept in desk.schedules.of_subscription(event.subscription)
        for fact in kept.schedule.facts
        if fact.said == "renewed"
    ]
    starts.sort(key=lambda one: one[:3])
    for _, end, _, kept in starts:
        if event.date <= end:
            return kept
    if starts:
        return starts[-1][3]
    raise NotCostable("subscription_unknown", subscription=event.subscription)


def _deferred(entry: Entry | None) -> int:
    """What an entry puts into deferred revenue, home minor units; below zero: takes out."""
    lines = entry.lines if entry else ()
    return -sum(line.signed_home for line in lines if line.account.role == "deferred_revenue")


def _key(event: Event) -> str:
    return f"{event.kind} {event.id} of {event.source}"


def _say(desk: Desk, step: Step, kept: KeptSchedule, fact: ScheduleFact) -> None:
    facts = tuple(one for one in kept.schedule.facts if one.key != fact.key)
    kept = replace(kept, schedule=Schedule((*facts, fact)))
    _catch_up(desk, step, kept, desk.schedules.through)


def _take_back(desk: Desk, step: Step, earlier: Sequence[Earlier]) -> None:
    """What a fact posted before it was revised is taken back, and its word no longer counts."""
    desk.revisions[step.id] = step.revision
    before = earlier[-1].event
    for entry in desk.taking_back.standing(earlier):
        if not is_earning(entry):
            desk.taking_back.take_back(step, entry)
        if entry.rule == CHANGED_FOR_MORE and isinstance(before, SubscriptionChanged):
            _unbill(desk, step, entry, int(before.amount))
    if isinstance(before, SubscriptionRenewed | SubscriptionChanged | SubscriptionCancelled):
        for kept in desk.schedules.of_subscription(before.subscription):
            _unsay(desk, step, kept, _key(before))


def _unbill(desk: Desk, step: Step, entry: Entry, amount: int) -> None:
    """What a change had added to the bill of its service counts no more."""
    line = next(line for line in entry.lines if line.account.role == "accounts_receivable")
    billed = desk.registers.billed(line.reference)
    if billed:
        less = replace(billed, original=billed.original - amount, minor=billed.minor - line.minor)
        desk.registers.bill(less, step.id)


def _unsay(desk: Desk, step: Step, kept: KeptSchedule, key: str) -> None:
    facts = tuple(one for one in kept.schedule.facts if one.key != key)
    if facts != kept.schedule.facts:
        kept = replace(kept, schedule=Schedule(facts))
        _catch_up(desk, step, kept, desk.schedules.through)


def _recognise_month(desk: Desk, step: Step, day: date) -> None:
    desk.schedules.pass_month(day)
    for kept in desk.schedules.live():
        _catch_up(desk, step, kept, desk.schedules.through)


def _catch_up(desk: Desk, step: Step, kept: KeptSchedule, through: date) -> None:
    """Post what is to be recognised by a day, less what stands, on the days it belongs to."""
    wanted, posted = kept.schedule.recognised(), dict(kept.posted)
    for day in sorted({*wanted, *posted}):
        done, count = posted.get(day, (0, 0))
        minor = wanted.get(day, 0) - done
        if day <= through and minor:
            draft = earned_draft(
                kept.subscription, kept.number, kept.channel, kept.item, minor, day, count, desk.work.master
            )
            desk.post(step.id, draft)
            posted[day] = (done + minor, count + 1)
    desk.schedules.put(replace(kept, posted=posted))


def give_back(desk: Desk, event: Event, drafts: list[Draft]) -> list[Draft]:
    """The credit memo of a subscription's invoice takes what is unearned off what is owed first."""
    if not (isinstance(event, RefundIssued) and event.refunds == "invoice" and drafts):
        return drafts
    kept = desk.schedules.of(event.refunded)
    if kept is None:
        return drafts
    credit, *others = drafts
    before = tuple(fact for fact in kept.schedule.facts if fact.key != _key(event))
    unearned = Schedule(before).unearned(event.date)  # of what it said before it was revised, nothing
    billed = desk.registers.billed(event.refunded)
    if credit.rate and billed and billed.currency == credit.currency:
        home = desk.work.home_currency
        exact = Fraction(unearned) * quanta_per_minor(home) / quanta_per_minor(credit.currency)
        exact /= Fraction(billed.rate)
        unearned = half_up(exact.numerator, exact.denominator)
    return [unearned_first(credit, unearned), *others]


def note_given_back(desk: Desk, step: Step, event: RefundIssued, earlier: Sequence[Earlier]) -> None:
    """What a refund took off the liability is earned no more; of what it refunded before, it is again."""
    of = event.refunded if event.refunds == "invoice" else ""
    for number in {one.event.refunded for one in earlier if isinstance(one.event, RefundIssued)} - {of}:
        if no_more := desk.schedules.of(number):
            _unsay(desk, step, no_more, _key(event))
    kept = desk.schedules.of(of)
    if kept is None:
        return
    moved = sum(
        _deferred(one)
        for one in desk.result.entries
        if one.event == step.id and not (one.is_reversal or is_earning(one))
    )
    if moved:
        _say(desk, step, kept, ScheduleFact(event.date, "refunded", _key(event), moved))
    else:
        _unsay(desk, step, kept, _key(event))


def open_schedules(desk: Desk, step: Step, event: Event, before: Event | None) -> None:
    """Opening lines of deferred revenue are earned from the opening day to their last day."""
    for line in _opening_lines(before):
        kept = desk.schedules.of(line.reference)
        if kept and before:
            _unsay(desk, step, kept, _key(before))
    if not isinstance(event, OpeningRegister):
        return
    for line in _opening_lines(event):
        kept = KeptSchedule(
            number=line.reference,
            subscription=line.reference,
            customer=line.party,
            channel="",
            item="",
        )
        moved = sum(
            -entry_line.signed_home
            for entry in desk.result.entries
            if entry.event == step.id and not entry.is_reversal
            for entry_line in entry.lines
            if (entry_line.account.role, entry_line.reference) == ("deferred_revenue", line.reference)
        )
        fact = ScheduleFact(event.date, "renewed", _key(event), moved, event.date, line.due or event.date)
        _say(desk, step, desk.schedules.of(line.reference) or kept, fact)


def _opening_lines(event: Event | None) -> list[OpeningLine]:
    if isinstance(event, OpeningRegister) and event.register == "deferred_revenue":
        return event.lines
    return []
