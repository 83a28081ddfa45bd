"""Desk: one event after the other becomes costs and entries, against the working state of a cycle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.draft import Draft
from tieout.core.entry import Entry, Side
from tieout.core.event import (
    Event,
    GoodsShipped,
    InvoiceIssued,
    LandedCostBilled,
    ReceiptClosed,
    RefundIssued,
    SalePaid,
)
from tieout.core.event.rank import FACTS_ONLY
from tieout.core.ids import EventId, document_id
from tieout.core.lot import CostFacts, Recognised, SaleNeed
from tieout.core.problem import Problem, Where
from tieout.costing.cost import cost_landed, cost_sale, cost_step
from tieout.costing.delivery import delivered
from tieout.costing.giving_back import never_there
from tieout.costing.purchase import receipt_reference
from tieout.costing.revision import MOVES_LOTS
from tieout.cycle import matching
from tieout.cycle.billing import note_billed
from tieout.cycle.given_back import note_refund, refund_before
from tieout.cycle.held_money import paid_at_once, spoken_for
from tieout.cycle.matches import ChunkMatches
from tieout.cycle.matching import BESIDE, act_on_grni, note_accrued, note_cleared, settle_lines, unmatch
from tieout.cycle.opening import note_opening
from tieout.cycle.registers import ChunkRegisters
from tieout.cycle.revised_goods import revise_goods, staying_on, take_back
from tieout.cycle.revised_sale import FIRST, Again, revise_sale
from tieout.cycle.schedules import ChunkSchedules
from tieout.cycle.subscriptions import KINDS, give_back, note_given_back, work_subscription
from tieout.cycle.summaries import ChunkSummaries
from tieout.cycle.taking_back import TakingBack
from tieout.cycle.unmatched import note_payout, note_stated, note_unmatched
from tieout.cycle.unsettled import Unsettled
from tieout.cycle.work import CycleWork, learn_order
from tieout.gates.matching import closing_problems
from tieout.gates.recognition import need_of
from tieout.gates.references import reference_problems
from tieout.posting.deposit import deposit_draft
from tieout.posting.drafts import cost_draft, document_drafts, sale_draft_of
from tieout.posting.entries import entry_of, moved_of
from tieout.posting.released import released_draft
from tieout.posting.reversal import posted_anew
from tieout.posting.sale import held_draft
from tieout.posting.settling import paid_out, settled_apart
from tieout.storage.events import known_subjects
from tieout.storage.lots import place_of
from tieout.storage.numbers import worked_bearers
from tieout.storage.revisions import Earlier, sale_of
from tieout.storage.step import Step


class Poison(Exception):
    """An event that cannot be costed or posted, with the problem a person sees."""

    def __init__(self, step: Step, reason: Problem) -> None:
        super().__init__(reason.what)
        self.step = step
        self.reason = reason


@dataclass(slots=True)
class ChunkResult:
    """What a chunk brought about, before it is appended."""

    costs: list[tuple[str, int, CostFacts]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    waiting: dict[str, tuple[SaleNeed, int]] = field(default_factory=dict)
    recognised: list[str] = field(default_factory=list)
    refused: list[tuple[Step, list[Problem]]] = field(default_factory=list)
    flagged: list[tuple[str, Problem]] = field(default_factory=list)
    matched: dict[str, tuple[list[Problem], list[Problem], bool]] = field(default_factory=dict)
    """What is wrong with receipt lines now: quantities, price, and whether order or bills changed."""
    uncosted: dict[str, tuple[str, str] | None] = field(default_factory=dict)
    """Sales of goods that name no order: their day and lines; None = no such sale any more."""
    stated: set[str] = field(default_factory=set)
    """Subjects of cases that are over, because what they missed is stated now."""


class Desk:
    """One chunk being worked: each event's costs, drafts and entries, in order."""

    def __init__(
        self,
        connection: Connection,
        work: CycleWork,
        registers: ChunkRegisters,
        matches: ChunkMatches,
        result: ChunkResult,
    ) -> None:
        """Work on this state, through this connection, into this result."""
        self.connection = connection
        self.work = work
        self.registers = registers
        self.matches = matches
        self.summaries = ChunkSummaries(connection, work.cycle)
        self.schedules = ChunkSchedules(connection)
        self.result = result
        self.revisions: dict[str, int] = {}
        """Events being posted anew: id to revision."""
        self.stays_on: date | None = None
        """The day that the bill at hand, told anew, keeps in QuickBooks; None = there is none."""
        self.unsettled = Unsettled(connection, registers, work.master, work.span.watermark)
        opened = self.unsettled.take_back
        self.taking_back = TakingBack(
            connection,
            work,
            registers,
            self.keep,
            self._note_cost,
            partial(unmatch, self),
            opened,
            result.entries,
        )

    # -- what an event refers to ----------------------------------------------------------------

    def reference_problems(self, step: Step, event: Event) -> list[Problem]:
        """Why what the event refers to, as the books stand now, cannot be what it says."""
        if isinstance(event, ReceiptClosed):
            return closing_problems(event, self.matches.match(event.reference))
        home = self.work.home_currency
        came = partial(self.received, event.source)
        before = refund_before(self, step, event)
        return reference_problems(event, self.registers, home, self.issued_to, came, before)

    def is_issued(self, invoice: str) -> bool:
        """Whether an invoice or sale of that number is loaded, recognised or not."""
        wanted = {(kind, invoice) for kind in ("invoice_issued", "sale_paid", "subscription_renewed")}
        return bool(known_subjects(self.connection, wanted, self.work.span.watermark))

    def issued_to(self, invoice: str) -> str | None:
        """Whom an invoice or sale of that number bills that is not recognised; empty = not known yet."""
        kinds = ("invoice_issued", "sale_paid", "subscription_renewed")
        waiting = [sale.customer for sale in self.work.sales.values() if sale.number == invoice]
        worked = waiting or [
            getattr(one, "customer", "") for one in worked_bearers(self.connection, kinds, invoice)
        ]
        return worked[-1] if worked else ("" if self.is_issued(invoice) else None)

    def do(self, step: Step, event: Event) -> None:
        """Cost and post one step.

        Raises:
            Poison: the event cannot be posted, or changes a fact already costed.
        """
        if event.kind in FACTS_ONLY:
            learn_order(self.work.context.orders, event, self.work.master)
            return
        note_stated(self, event)
        earlier = self.taking_back.earlier(step) if step.revises else []
        self._work_out(step, event, earlier)
        settle_lines(self, step.id, event, arrived=step.arrival)
        note_opening(self, step, event, earlier[-1].event if earlier else None)
        self.unsettled.settle(step.id, event, earlier, self.post)
        note_payout(self, event)

    def _work_out(self, step: Step, event: Event, earlier: Sequence[Earlier]) -> None:
        if isinstance(event, InvoiceIssued | SalePaid):
            if earlier:
                revise_sale(self, step, event, earlier)
            else:
                self.sale(step, event, need_of(step.id, event, self.work.master))
        elif isinstance(event, KINDS):
            work_subscription(self, step, event, earlier)
        elif earlier and type(event) in MOVES_LOTS:
            revise_goods(self, step, event, earlier)
        else:
            self.stays_on = staying_on(self, event, earlier) if earlier else None
            if earlier:
                take_back(self, step, earlier)
            self._other(step, event, earlier)

    # -- sales ----------------------------------------------------------------------------------

    def sale(
        self, step: Step, event: InvoiceIssued | SalePaid, need: SaleNeed, again: Again = FIRST
    ) -> bool:
        """Recognise a sale whose goods are all shipped, else let it wait; whether it is recognised."""
        facts = cost_sale(self.work.shelf, self.work.master, self.work.context, need)
        if facts is None:
            self._wait(step, event, need, again)
            return False
        (done,) = facts.recognised
        if facts.takes:
            self.result.costs.append((step.id, 0, facts))
        day = date.fromisoformat(done.day)
        for draft in cost_draft(event, facts.parts, self.work.master, "cost", day=day):
            self.post(step.id, draft)
        self.recognise(step.id, event, done.day, again)
        return True

    def _wait(self, step: Step, event: InvoiceIssued | SalePaid, need: SaleNeed, again: Again) -> None:
        """The sale waits for its goods; money it came with is a deposit until then."""
        waiting = self.work.context.waiting.setdefault(need.order, [])
        place, number = again.place or (len(waiting), self.work.next_waiting)
        waiting.insert(place, need)
        self.work.next_waiting = max(self.work.next_waiting, number + 1)
        self.work.sales[step.id] = event
        self.result.waiting[step.id] = (need, number)
        if again is FIRST and isinstance(event, SalePaid):
            self.work.unheld[step.id] = event
        else:
            self.hold(step.id, event)

    def hold(self, key: str, event: InvoiceIssued | SalePaid) -> None:
        """Post the money of a sale that waits for its goods as a deposit."""
        held = held_draft(event, self.work.master) if isinstance(event, SalePaid) else None
        if held:
            self.unsettled.tell(key, event)
            self.post(key, held)

    def forget_waiting(self, key: str, order: str) -> tuple[int, int] | None:
        """A sale waits no more; its place in its order and in the register, None = it did not wait."""
        found = self.work.context.forget(order, key)
        if found is None:
            return None
        self.result.recognised.append(key)
        return found, place_of(self.connection, key)

    def recognise(
        self,
        key: str,
        event: InvoiceIssued | SalePaid,
        day: str,
        again: Again = FIRST,
        *,
        waited: bool = False,
    ) -> None:
        """Post the revenue of a sale whose goods are all shipped, and apply what was paid before."""
        self.unsettled.tell(key, event)
        if again.held:
            self.hold(key, event)
        held = waited or again.held
        draft = sale_draft_of(event, self.work.master, date.fromisoformat(day), waited=held)
        entry = self.post(key, draft)
        document = document_id(self.work.company, entry.id, 0) if entry and not entry.group else ""
        note_billed(self, key, event, draft, document)
        again.settle()
        if isinstance(event, InvoiceIssued) and document:
            kept = spoken_for(self, event.order)
            applied = deposit_draft(event, draft, document, self.registers, kept)
            if applied:
                self.post(key, applied)

    def _complete(self, event: GoodsShipped, recognised: tuple[Recognised, ...]) -> None:
        """Recognise the waiting sales that a shipment completed."""
        for key, day, parts in recognised:
            self.work.context.forget(event.order, key)  # the others still speak for their money
            sale = self.waiting_sale(key)
            self.work.master.at(sale.date)
            self.result.waiting.pop(key, None)
            self.result.recognised.append(key)
            if parts:
                self.result.costs.append((key, 0, CostFacts(parts=parts)))
            for draft in cost_draft(sale, parts, self.work.master, "cost", day=date.fromisoformat(day)):
                self.post(key, draft)
            self.recognise(key, sale, day, waited=not paid_at_once(self, key, sale, day))

    def waiting_sale(self, key: str) -> InvoiceIssued | SalePaid:
        """A sale that waits no more; posted anew where an earlier revision of it had been posted."""
        known = self.work.sales.pop(key, None)
        if known is None:
            known, self.work.versions[key] = sale_of(self.connection, key)
        if self.work.versions.get(key):
            self.revisions[key] = self.work.versions.pop(key)
        return known

    # -- everything else ------------------------------------------------------------------------

    def _other(self, step: Step, event: Event, earlier: Sequence[Earlier] = ()) -> None:
        work, arrival = self.work, step.day if step.arriving else ""
        facts = cost_step(
            work.shelf, work.master, work.context, step.id, event, arriving=step.arriving, day=arrival
        )
        if facts is not None:
            self.costed(step, event, facts)
            return
        if act_on_grni(self, step, event):
            return
        drafts = give_back(self, event, document_drafts(event, work.master, self.registers))
        drafts = [replace(one, stays_on=None if one.when else self.stays_on) for one in drafts]
        left = matching.bill_no_more(self, step, event, earlier)
        posted: list[tuple[Draft, Entry | None]] = []
        for draft in matching.moving_less(drafts, left):
            linked = paid_out(draft, posted[-1][1], work.company) if posted else draft
            posted.append((linked, self.post(step.id, linked)))
        note_cleared(self, step, event, posted, left)
        if isinstance(event, LandedCostBilled):
            for value in [self.to_allocate(entry) for _, entry in posted if entry] or [0]:
                self.allocate(step, event, value)  # under a cent too: its receipts are looked at
        if isinstance(event, RefundIssued):
            note_refund(self, step, event)
            note_given_back(self, step, event, earlier)
        note_unmatched(self, event, drafts)

    def costed(self, step: Step, event: Event, facts: CostFacts, when: str = "") -> None:
        """Post the cost of an event that moved lots, with the sales it completed."""
        if facts.born or facts.takes or facts.revalued:
            self.result.costs.append((step.id, int(step.arriving), facts))
        day = step.arrival or event.date
        part = "arrived" if step.arriving else ""
        own = tuple(one for one in facts.parts if not one.day)
        for draft in cost_draft(event, own, self.work.master, when, day=day, part=part):
            self.post(step.id, draft)
        for later in sorted({one.day for one in facts.parts if one.day}):
            parts = tuple(one for one in facts.parts if one.day == later)
            day, of_day = date.fromisoformat(later), f"{part or when} of {later}".strip()
            for draft in cost_draft(event, parts, self.work.master, when, day=day, part=of_day):
                self.post(step.id, draft)
        note_accrued(self, step, event, facts)
        self.flag(step.id, event, facts)
        if facts.recognised and isinstance(event, GoodsShipped):
            self._complete(event, facts.recognised)

    def to_allocate(self, bill: Entry) -> int:
        """What the cents of a bill of landed cost put into clearing, in 10⁻⁸ home units."""
        cents = sum(line.signed_home for line in bill.lines if line.account.role == "landed_cost_clearing")
        return cents * self.work.pins.quanta_per_minor

    def allocate(self, step: Step, event: LandedCostBilled, value: int, part: str = "cost") -> None:
        """Allocate landed cost to the lots it brought, no more and no less than clearing holds."""
        work = self.work
        facts = cost_landed(work.shelf, work.master, work.context, step.id, event, value)
        self.result.costs.append((step.id, 0, facts))
        for draft in cost_draft(event, facts.parts, work.master, "cost"):
            self.post(step.id, replace(draft, part=part))
        self.flag(step.id, event, facts)

    def received(self, source: str, receipt: str, line: str) -> int:
        """Units that came in with a receipt's line."""
        shelf = self.work.shelf
        lots = delivered(shelf, shelf.by_reference(receipt_reference(receipt, line)), source)
        return sum(lot.born_quantity - never_there(shelf, lot) for lot in lots)

    def flag(self, key: str, event: Event, facts: CostFacts) -> None:
        """Note what a person should know of the cost of an event."""
        where = Where(subject=f"{event.kind} {event.id} of {event.source}")
        self.result.flagged += [(key, problem(code, where, text=text)) for code, text in facts.flags]

    @property
    def cost_rules(self) -> frozenset[str]:
        """The rules that post the cost of a document beside it, or settle what it differs."""
        return frozenset(rule.name for rule in self.work.rulebook.rules if rule.when in BESIDE)

    def _note_cost(self, key: str, facts: CostFacts) -> None:
        self.result.costs.append((key, 0, facts))

    # -- entries --------------------------------------------------------------------------------

    def post(self, key: str, draft: Draft) -> Entry | None:
        """Post a draft of an event; None = nothing moves by a cent."""
        work = self.work
        entry = entry_of(draft, EventId(key), work.rulebook, work.pins, work.policy, self.summaries)
        if entry is not None:
            if key in self.revisions:
                entry = posted_anew(entry, self.revisions[key])
            if entry.links:
                entry = self._settling(entry)
            moved = moved_of(draft, work.rulebook)
            released = released_draft(draft, entry, moved, self.registers, work.home_currency)
            self.keep(entry)
            self.registers.convert(entry.id, moved)
            if released:
                self.post(key, released)
        return entry

    def _settling(self, entry: Entry) -> Entry:
        """The entry linked to what is open under the invoice's number, each document within its own."""
        credited = (line for line in entry.lines if line.side is Side.CR)
        number = next((one.reference for one in credited if one.account.role == "accounts_receivable"), "")
        beside = self.registers.beside(number) if number else {}
        if not beside:
            return entry
        entry = replace(entry, links=settled_apart(entry.links, beside))
        for document, minor in entry.links:
            if document in beside:
                self.registers.owe(number, document, -minor)
        return entry

    def keep(self, entry: Entry) -> None:
        """Take in an entry made."""
        self.result.entries.append(entry)
        self.registers.post(entry)
        self.summaries.post(entry)
        self.unsettled.note(entry)
