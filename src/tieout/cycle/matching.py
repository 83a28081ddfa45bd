"""Matching: after an event, each receipt line it moved is settled: what a bill differs leaves grni."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from tieout.core.draft import Draft
from tieout.core.entry import Entry
from tieout.core.event import (
    BillApproved,
    Event,
    GoodsReceived,
    GoodsReturned,
    GoodsReturnedToSupplier,
    GrniReclassified,
    ReceiptClosed,
    StockTransferred,
    SupplierCredited,
    TransferArrived,
)
from tieout.core.lot import CostFacts, Part
from tieout.core.match import BILLS, CREDITS, MatchFact, MatchKind
from tieout.costing.cost import receipt_rate
from tieout.costing.descent import came_of, sent_back_short
from tieout.costing.genealogy import Lot
from tieout.costing.price_difference import Settlement, settle
from tieout.costing.purchase import receipt_reference
from tieout.costing.taking import Work
from tieout.cycle.matches import ChunkMatches, Moved, Stated, lines_of, stated
from tieout.gates.matching import price_problems, quantity_problems
from tieout.posting.drafts import cost_draft
from tieout.posting.purchase import cleared_by
from tieout.posting.sealing import VENDOR_TYPES
from tieout.storage.revisions import Earlier
from tieout.storage.step import Step

if TYPE_CHECKING:
    from tieout.cycle.desk import Desk

DIFFERENCE = "difference"
"""The qualifier of rules that post what a receipt line is settled by."""

BESIDE: Final = frozenset({"cost", DIFFERENCE})
"""Qualifiers of rules that are not taken back with a document: what changes of them is a delta."""


def note_accrued(desk: Desk, step: Step, event: Event, facts: CostFacts) -> None:
    """Note what was received of each receipt line, or went back to its supplier."""
    if isinstance(event, GoodsReceived):
        rate = format(receipt_rate(event, desk.work.master), "f")
        desk.matches.accrue(_said(desk, step.id, event), facts.parts, event.currency, rate)
    elif isinstance(event, GoodsReturnedToSupplier):
        desk.matches.accrue(_said(desk, step.id, event), facts.parts)
    elif isinstance(event, GoodsReturned | StockTransferred | TransferArrived):
        _note_covered(desk, step, facts)


def _note_covered(desk: Desk, step: Step, facts: CostFacts) -> None:
    """Settle receipt lines whose units went back short, and which are there now: as if they had been."""
    work = Work(desk.work.shelf, desk.work.master, step.id, step.day, desk.work.context.orders)
    for reference, by in sent_back_short(work, facts.takes):
        if by in came_of(work, _lots(desk, reference)):
            desk.matches.touch(reference)


def _left_on_grni(desk: Desk, event: Event, earlier: Sequence[Earlier]) -> dict[str, int]:
    """What a bill's earlier revisions left on grni of each receipt line, though they were taken back.

    A reversal moves the whole cents that were posted, a bill what it states: the parts of a cent between
    them (10⁻⁸ home units, Dr above zero) would end in the goods.
    """
    if not (earlier and isinstance(event, BillApproved | SupplierCredited)):
        return {}
    of, left = {one.id for one in earlier}, {}
    for reference in lines_of(event):
        facts = desk.matches.facts(reference)
        stated_ = [fact for fact in facts if fact.event in of and fact.kind in BILLS | CREDITS]
        taken = [fact for fact in facts if fact.kind == "taken back" and fact.of in of]
        left[reference] = sum(fact.value for fact in (*stated_, *taken))
    return {reference: value for reference, value in left.items() if value}


def bill_no_more(desk: Desk, step: Step, event: Event, earlier: Sequence[Earlier]) -> dict[str, int]:
    """What earlier revisions of a bill billed counts no more, also where it had come to no cent.

    What they left on grni, for the bill told now to take off.
    """
    left = _left_on_grni(desk, event, earlier)
    of = {one.id for one in earlier}
    before = earlier[-1].event if earlier else None
    for reference in lines_of(before) if isinstance(before, BillApproved | SupplierCredited) else ():
        facts = desk.matches.facts(reference)
        gone = {fact.of for fact in facts if fact.kind == "taken back"}
        told = [fact for fact in facts if fact.event in of and fact.kind in BILLS | CREDITS]
        for fact in told:
            value = -left.get(reference, 0) if fact is told[-1] else 0
            if value or fact.event not in gone:
                desk.matches.take_off(_said(desk, step.id, event), fact, value)
    return left


def moving_less(drafts: Sequence[Draft], left: Mapping[str, int]) -> list[Draft]:
    """The drafts of a bill told again, moving grni by what it states less what is left there."""
    still, moving = dict(left), []
    for draft in drafts:
        sign, parts, nothing = -1 if draft.on == "supplier_credited" else 1, [], 0
        for part in draft.parts:
            if part.name == "billed_receipts" and still.get(part.reference):
                part = part._replace(exact=part.exact - sign * still.pop(part.reference))
                if not part.exact:
                    # All of it is left there: what the document states beside it is rounding.
                    nothing, part = nothing + part.value, part._replace(value=0)
            elif part.name == "bill_rounding" and nothing:
                part = part._replace(value=part.value + nothing)
            parts.append(part)
        moving.append(replace(draft, parts=tuple(parts)))
    return moving


def note_cleared(
    desk: Desk,
    step: Step,
    event: Event,
    posted: Sequence[tuple[Draft, Entry | None]],
    left: Mapping[str, int],
) -> None:
    """What a bill, credit or opening register moves on grni of each receipt line, exactly.

    Of one told again, `left` is what its earlier revisions had left there: it is part of it.
    """
    unit = desk.work.pins.quanta_per_minor
    cleared = [moved for draft, entry in posted for moved in cleared_by(draft, entry, unit)]
    parts = tuple(
        Part("cleared", value, reference=name, party=party) for name, party, value in cleared if value
    )
    if parts:
        desk.result.costs.append((step.id, 0, CostFacts(parts=parts)))
    if isinstance(event, BillApproved | SupplierCredited) and posted:
        still = [(reference, event.supplier, value) for reference, value in left.items()]
        said = _said(desk, step.id, event)
        if desk.stays_on is not None and not any(draft.when for draft, _ in posted):
            said = said._replace(posted=desk.stays_on.isoformat())
        desk.matches.bill(said, event, [*cleared, *still])
    elif cleared:
        desk.matches.open(_said(desk, step.id, event), cleared)


def act_on_grni(desk: Desk, step: Step, event: Event) -> bool:
    """Work an approved act on what is open in grni; whether the event is one."""
    match event:
        case ReceiptClosed():
            desk.matches.close(_said(desk, step.id, event), event)
        case GrniReclassified():
            _reclassify(desk, step, event)
        case _:
            return False
    return True


def _reclassify(desk: Desk, step: Step, event: GrniReclassified) -> None:
    """Dr supplier_prepayments · Cr grni at the end of the period; the opposite the day after."""
    sign = 1 if step.arriving else -1
    day = date.fromisoformat(step.day)
    moved = [(line.reference, line.supplier, sign * int(line.amount)) for line in event.lines]
    parts = tuple(Part("reclassified", -value, reference=name, party=party) for name, party, value in moved)
    cleared = tuple(Part("cleared", value, reference=name, party=party) for name, party, value in moved)
    desk.result.costs.append((step.id, int(step.arriving), CostFacts(parts=cleared)))
    posted = desk.work.policy.periods.posting_date(day).isoformat()
    desk.matches.set_apart(Stated(step.id, "", step.day, posted), moved)
    part = "back" if step.arriving else ""
    for draft in cost_draft(event, parts, desk.work.master, day=day, part=part):
        desk.post(step.id, draft)


def unmatch(desk: Desk, step: Step, entry: Entry, moved: Sequence[Moved]) -> None:
    """A bill or credit was taken back: what it had moved on grni moved back."""
    posted = desk.work.policy.periods.posting_date(date.fromisoformat(step.day))
    if desk.stays_on is not None and entry.document in VENDOR_TYPES:
        posted = entry.day
    desk.matches.take_back(Stated(step.id, "", step.day, posted.isoformat()), entry, moved)


def _said(desk: Desk, key: str, event: Event) -> Stated:
    return stated(key, event, desk.work.policy.periods)


def settle_lines(
    desk: Desk, key: str, event: Event, part: str = DIFFERENCE, *, arrived: date | None = None
) -> None:
    """Settle the receipt lines an event touched, in one entry; `part` tells it from others of the event.

    `arrived` is the day of the event's second step (a transfer arriving); None = it is its own day.
    """
    touched = list(desk.matches.touched())
    if not touched:
        return
    said = stated(key, event, desk.work.policy.periods, arrived)
    parts: list[Part] = []
    for reference, changed in touched:
        parts += _settle(desk, said, event, reference, arriving=arrived is not None)
        _examine(desk, reference, billing_changed=changed)
    if parts:
        draft = Draft(
            on=event.kind,
            when=DIFFERENCE,
            parts=tuple(parts),
            day=arrived or event.date,
            currency=desk.work.home_currency,
            cost=True,
            memo=f"{event.source} {event.kind} {event.id}",
            part=part,
        )
        desk.post(said.event, draft)


def _settle(desk: Desk, said: Stated, event: Event, reference: str, *, arriving: bool) -> tuple[Part, ...]:
    work, matches = desk.work, desk.matches
    match = matches.match(reference)
    done = settle(
        Work(work.shelf, work.master, said.event, said.day, work.context.orders),
        match,
        matches.settled(reference),
        _lots(desk, reference),
        matches.carries(reference),
    )
    matches.carry(done.carries)
    _note(matches, said, reference, match.party, done)
    if done.facts.parts or done.facts.takes:
        whole = done.goods + done.variance + done.exchange
        cleared = Part("cleared", -whole, reference=reference, party=match.party)
        kept = (*done.facts.parts, cleared) if whole else done.facts.parts
        desk.result.costs.append((said.event, int(arriving), done.facts._replace(parts=kept)))
    desk.flag(said.event, event, done.facts)
    return done.facts.parts


def _lots(desk: Desk, reference: str) -> list[Lot]:
    """The lots a receipt line stocked, oldest first."""
    numbers = {fact.number for fact in desk.matches.facts(reference) if fact.kind == "received"}
    lots = {
        lot.id: lot
        for number in sorted(numbers)
        for lot in desk.work.shelf.by_reference(receipt_reference(number, reference[len(number) + 1 :]))
        if lot.born_quantity
    }
    return [lots[key] for key in sorted(lots)]


def _note(matches: ChunkMatches, said: Stated, reference: str, party: str, done: Settlement) -> None:
    moved: tuple[tuple[MatchKind, int], ...] = (
        ("goods", done.goods),
        ("variance", done.variance),
        ("exchange", done.exchange),
    )
    for kind, value in moved:
        if value:
            fact = MatchFact(
                said.event, kind, reference, said.number, party, said.day, said.posted, value=-value
            )
            matches.settle(fact)


def _examine(desk: Desk, reference: str, *, billing_changed: bool) -> None:
    """What a person has to settle of a line now, and whether its price is another question than before."""
    match, home = desk.matches.match(reference), desk.work.home_currency
    before = desk.result.matched.get(reference)
    prices = price_problems(match, desk.work.policy.tolerances, home)
    asked = billing_changed or (before is not None and before[2])
    desk.result.matched[reference] = (quantity_problems(match, home), prices, asked)
