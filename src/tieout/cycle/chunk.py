"""Chunk: up to a thousand steps in the order of costing become costs and entries, all or nothing.

A poison event (it cannot be admitted, costed or posted) is quarantined with its problems; the chunk
is then done again without it, so its neighbours lose nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.draft import Draft
from tieout.core.entry import Entry
from tieout.core.errors import ProgrammerError
from tieout.core.event import (
    BillApproved,
    Event,
    GoodsReceived,
    GoodsShipped,
    InvoiceIssued,
    RefundIssued,
    SalePaid,
    event_of,
)
from tieout.core.ids import EventId, document_id
from tieout.core.lot import CostFacts, SaleNeed
from tieout.core.open_item import Billed
from tieout.core.problem import Problem, Where
from tieout.core.scaled import Quantity
from tieout.costing.cost import cost_sale, cost_step
from tieout.costing.purchase import receipt_reference
from tieout.costing.shipment import order_line_key, shipment_reference
from tieout.costing.taking import NoCost
from tieout.cycle.genealogy import lot_at_work
from tieout.cycle.registers import ChunkRegisters
from tieout.cycle.work import CycleWork
from tieout.gates.admission import KnownFacts, admission_problems, named_lots, named_subjects
from tieout.gates.recognition import need_of
from tieout.gates.references import reference_problems, refunded
from tieout.posting.drafts import cost_draft, document_drafts, sale_drafts
from tieout.posting.entries import NoRule, entry_of
from tieout.posting.exchange import NoRate
from tieout.posting.reversal import reversal_of
from tieout.posting.sale import deposit_draft
from tieout.storage.cases import open_cases
from tieout.storage.entries import append_entries, entries_of, keep_pinned
from tieout.storage.events import Step, known_lot_numbers, known_subjects, places_of, quarantine
from tieout.storage.lots import append_costs, hold, keep_waiting, remember_costs

RESTATED: Final = frozenset(
    {"bill_approved", "supplier_credited", "payment_captured", "refund_issued", "payout_settled"}
    | {"chargeback_opened", "chargeback_won", "gift_card_sold", "gift_card_expired", "store_credit_issued"}
    | {"write_off_approved", "opening_register", "gift_card_redeemed", "store_credit_redeemed"}
)
"""Kinds whose later revision takes the earlier entry back and posts anew: they move no lots."""

FACTS_ONLY: Final = frozenset(
    {"order_placed", "order_changed", "order_cancelled", "order_approved", "milestone_reached"}
    | {"delivery_confirmed", "payment_failed", "chargeback_lost", "bill_paid"}
    | {"purchase_order_placed", "purchase_order_changed", "purchase_order_closed"}
)


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


def do_chunk(connection: Connection, work: CycleWork, steps: Sequence[Step], now: datetime) -> ChunkResult:
    """Cost and post the steps, and append all of it through `connection`."""
    events = [(step, step.event()) for step in steps]
    poisoned: dict[int, Problem] = {}
    while True:
        try:
            result = _attempt(connection, work, events, poisoned)
            break
        except Poison as poison:
            poisoned[poison.step.seq] = poison.reason
            work.reset(connection)
    _append(connection, work, result, now)
    return result


def _attempt(
    connection: Connection,
    work: CycleWork,
    events: Sequence[tuple[Step, Event]],
    poisoned: dict[int, Problem],
) -> ChunkResult:
    result = ChunkResult()
    known = _known_facts(connection, [event for _, event in events])
    _expect(work, events)
    desk = _Desk(connection, work, ChunkRegisters(connection, (event for _, event in events)), result)
    for step, event in events:
        if step.seq in poisoned:
            result.refused.append((step, [poisoned[step.seq]]))
            continue
        problems = [] if step.arriving else admission_problems(event, work.master, known)
        if not problems and not (step.arriving or step.revises):
            problems = desk.reference_problems(event)
        if problems:
            result.refused.append((step, problems))
            continue
        try:
            desk.do(step, event)
        except (NoCost, NoRate, NoRule) as reason:
            raise Poison(step, _problem_of(reason, event)) from reason
    desk.registers.keep()
    return result


def _known_facts(connection: Connection, events: Sequence[Event]) -> KnownFacts:
    """What earlier events said of the lots and documents that these name."""
    subjects = {(kind, number) for event in events for kind, number, _ in named_subjects(event)}
    return KnownFacts(
        lots=known_lot_numbers(connection, {lot for event in events for lot in named_lots(event)}),
        subjects=known_subjects(connection, subjects),
    )


def _problem_of(reason: NoCost | NoRate | NoRule, event: Event) -> Problem:
    where = Where(subject=f"{event.kind} {event.id} of {event.source}")
    match reason:
        case NoCost():
            return problem("cost_unknown", where, item=reason.item, location=reason.location)
        case NoRate():
            return problem("rate_missing", where, currency=reason.currency, day=reason.day)
        case _:
            return problem("rule_missing", where, on=reason.on, day=event.date)


def _expect(work: CycleWork, events: Sequence[tuple[Step, Event]]) -> None:
    """Fetch in one go the lots that the chunk's references and order lines may touch."""
    references: set[str] = set()
    orders: set[str] = set()
    for _, event in events:
        references.update(_references(event))
        orders.update(_order_lines(event))
    references = {key for key in references if not work.shelf.knows_reference(key)}
    orders = {key for key in orders if key and not work.shelf.knows_order(key)}
    log = work.genealogy.log
    states = log.by_references(sorted(references)) + log.by_orders(sorted(orders))
    work.shelf.expect((lot_at_work(state) for state in states), references, orders)


def _references(event: Event) -> Iterable[str]:
    match event:
        case GoodsReceived():
            return (receipt_reference(event.receipt, line.line) for line in event.lines)
        case GoodsShipped():
            return (shipment_reference(event.shipment, line.line) for line in event.lines)
        case _:
            return ()


def _order_lines(event: Event) -> Iterable[str]:
    match event:
        case GoodsShipped() | InvoiceIssued() | SalePaid():
            return (order_line_key(event.order, line.order_line or line.line) for line in event.lines)
        case _:
            return ()


class _Desk:
    """One chunk being worked: each event's costs, drafts and entries, in order."""

    def __init__(
        self, connection: Connection, work: CycleWork, registers: ChunkRegisters, result: ChunkResult
    ) -> None:
        self.connection = connection
        self.work = work
        self.registers = registers
        self.result = result

    def reference_problems(self, event: Event) -> list[Problem]:
        """Why what the event refers to, as the books stand now, cannot be what it says."""
        home = self.work.home_currency
        return reference_problems(event, self.registers, home, self._is_issued, self._units_left)

    def _is_issued(self, invoice: str) -> bool:
        wanted = {("invoice_issued", invoice), ("sale_paid", invoice)}
        return bool(known_subjects(self.connection, wanted))

    def _units_left(self, receipt: str, line: str) -> int | None:
        lots = self.work.shelf.by_reference(receipt_reference(receipt, line))
        return max((lot.quantity for lot in lots), default=None)

    def do(self, step: Step, event: Event) -> None:
        """Cost and post one step."""
        if step.revises and self._restate(step, event):
            return
        if event.kind in FACTS_ONLY:
            self.work.orders.learn(event, self.work.master)
        elif isinstance(event, InvoiceIssued | SalePaid):
            self._sale(step, event)
        else:
            self._other(step, event)

    # -- sales ----------------------------------------------------------------------------------

    def _sale(self, step: Step, event: InvoiceIssued | SalePaid) -> None:
        need = need_of(step.id, event, self.work.master)
        facts = cost_sale(self.work.shelf, self.work.master, need)
        if facts is None:
            self.work.context.waiting.setdefault(need.order, []).append(need)
            self.work.sales[step.id] = event
            self.result.waiting[step.id] = (need, step.seq)
            return
        self.result.costs.append((step.id, 0, facts))
        for draft in cost_draft(event, facts, self.work.master, "cost"):
            self._post(step.id, draft)
        self._recognise(step.id, event, event.date.toordinal())

    def _recognise(self, key: str, event: InvoiceIssued | SalePaid, ordinal: int) -> None:
        """Post the revenue of a sale whose goods are all shipped, and apply what was paid before."""
        draft = sale_drafts(event, self.work.master, ordinal)
        entry = self._post(key, draft)
        document = document_id(self.work.company, entry.id, 0) if entry and not entry.group else ""
        minor = sum(part.value for part in draft.parts if part.name in _TOTALS)
        self.registers.bill(
            Billed(
                number=event.number,
                document=document,
                party=event.customer,
                original=int(event.total),
                original_currency=event.currency,
                currency=draft.currency,
                rate=draft.rate,
                minor=minor,
                gateway=draft.gateway,
            ),
            key,
        )
        if isinstance(event, InvoiceIssued) and document:
            applied = deposit_draft(event, draft, document, self.registers)
            if applied:
                self._post(key, applied)

    # -- everything else ------------------------------------------------------------------------

    def _other(self, step: Step, event: Event) -> None:
        work = self.work
        facts = cost_step(work.shelf, work.master, work.context, step.id, event, arriving=step.arriving)
        if facts is not None:
            self.result.costs.append((step.id, int(step.arriving), facts))
            suffix = "arrived" if step.arriving else ""
            for draft in cost_draft(event, facts, work.master):
                day = event.date if not step.arriving else event.date.fromisoformat(step.day)
                self._post(step.id, replace(draft, day=day, part=suffix))
            self._flag(step, event, facts)
            self._complete(event, facts)
            return
        for draft in document_drafts(event, work.master, self.registers):
            self._post(step.id, draft)
        if isinstance(event, RefundIssued):
            self.registers.refund(event.refunded, refunded(event))
        if isinstance(event, BillApproved):
            self._check_bill(event)

    def _complete(self, event: Event, facts: CostFacts) -> None:
        """Recognise the waiting sales that a shipment completed."""
        if not (facts.recognised and isinstance(event, GoodsShipped)):
            return
        done = set(facts.recognised)
        waiting = self.work.context.waiting
        waiting[event.order] = [need for need in waiting[event.order] if need.event not in done]
        if not waiting[event.order]:
            del waiting[event.order]
        for key in facts.recognised:
            sale = self._waiting_sale(key)
            self.result.waiting.pop(key, None)
            self.result.recognised.append(key)
            self._recognise(key, sale, max(sale.date, event.date).toordinal())

    def _event(self, key: str) -> Event:
        raw = self.connection.exec_driver_sql(
            "SELECT r.raw FROM event e JOIN record r ON r.seq = e.seq WHERE e.id = ?", (key,)
        ).scalar_one()
        return event_of(json.loads(raw))

    def _waiting_sale(self, key: str) -> InvoiceIssued | SalePaid:
        known = self.work.sales.pop(key, None)
        if known is not None:
            return known
        sale = self._event(key)
        if not isinstance(sale, InvoiceIssued | SalePaid):
            raise ProgrammerError(f"event {key} waits for goods and is no sale")
        return sale

    def _check_bill(self, event: BillApproved) -> None:
        """A line that bills more units than its receipt stocked stays in GRNI as a named item."""
        for line in event.lines:
            if line.receipt and line.quantity:
                received = self._received(line.receipt, line.receipt_line)
                if line.quantity > received:
                    where = Where(subject=f"bill {event.number}")
                    named = problem(
                        "bill_over_receipt",
                        where,
                        number=event.number,
                        receipt=f"{line.receipt}/{line.receipt_line}",
                        billed=line.quantity,
                        received=Quantity(received),
                        difference=Quantity(line.quantity - received),
                    )
                    self.result.flagged.append((f"bill {event.number}", named))

    def _received(self, receipt: str, line: str) -> int:
        reference = receipt_reference(receipt, line)
        born = [
            lot for _, _, facts in self.result.costs for lot in facts.born if lot.reference == reference
        ]
        known = self.work.genealogy.log.by_references([reference])
        return sum(lot.quantity for lot in born) + sum(lot.quantity for lot, _, _ in known)

    def _flag(self, step: Step, event: Event, facts: CostFacts) -> None:
        for text in facts.flags:
            where = Where(subject=f"{event.kind} {event.id} of {event.source}")
            self.result.flagged.append((step.id, problem("cost_provisional", where, text=text)))

    def _restate(self, step: Step, event: Event) -> bool:
        """A revision of a fact already costed: take its entries back, or hand it to a person."""
        if event.kind in FACTS_ONLY:
            return False
        earlier = entries_of(
            self.connection,
            "e.event IN (SELECT o.id FROM event o WHERE o.kind = ? AND o.external_id = ? AND o.source = ? "
            "AND o.revision < ?) AND NOT EXISTS (SELECT 1 FROM entry x "
            "WHERE x.rule = 'reversal of ' || e.rule AND x.memo LIKE 'reverses entry ' || e.id || '%')",
            event.kind,
            event.id,
            event.source,
            step.revision,
        )
        if event.kind not in RESTATED:
            where = Where(subject=f"{event.kind} {event.id} of {event.source}")
            raise Poison(step, problem("revision_of_costed_fact", where, kind=event.kind, id=event.id))
        for _, entry in earlier:
            if not entry.rule.startswith("reversal of "):
                back = reversal_of(entry, EventId(step.id), self.work.policy.periods)
                self._keep(back)
        self._take_back_refund(entry for _, entry in earlier)
        return False

    def _take_back_refund(self, entries: Iterable[Entry]) -> None:
        """What an earlier revision of a refund gave back is left to refund again."""
        for key in {entry.event for entry in entries if not entry.rule.startswith("reversal of ")}:
            before = self._event(key)
            if isinstance(before, RefundIssued):
                self.registers.refund(before.refunded, -refunded(before))

    # -- entries --------------------------------------------------------------------------------

    def _post(self, key: str, draft: Draft) -> Entry | None:
        entry = entry_of(draft, EventId(key), self.work.rulebook, self.work.pins, self.work.policy)
        if entry is not None:
            self._keep(entry)
        return entry

    def _keep(self, entry: Entry) -> None:
        self.result.entries.append(entry)
        self.registers.post(entry)


_TOTALS = frozenset({"receivable", "tendered", "gift_card_tender", "store_credit_tender", "deposit_tender"})


def _append(connection: Connection, work: CycleWork, result: ChunkResult, now: datetime) -> None:
    """Append the chunk's costs and entries, and bring the caches up to date."""
    touched = work.shelf.drain_touched()
    layers = {lot.id for lot in touched if work.shelf.is_layer(lot)}
    append_costs(connection, result.costs, layers)
    hold(
        connection,
        (
            (
                lot.id,
                lot.item,
                lot.location,
                lot.order_line,
                "stock" if lot.id in layers else "",
                lot.quantity,
                lot.value,
            )
            for lot in touched
        ),
    )
    remember_costs(connection, work.shelf.drain_costs())
    keep_waiting(connection, result.waiting.values(), result.recognised)
    append_entries(connection, result.entries)
    keep_pinned(connection, work.pins.cumulative.items())
    hold_back(connection, result.refused, now)
    quarantine(connection, [step.seq for step, _ in result.refused], now)
    open_cases(connection, "costing", result.flagged, now)
    work.shelf.forget_settled()


def hold_back(connection: Connection, refused: Sequence[tuple[Step, list[Problem]]], now: datetime) -> None:
    """Open a case of admission for every reason why an event does not enter."""
    places = places_of(connection, [step.seq for step, _ in refused])
    placed = [
        (step.id, _placed(reason, *places[step.seq])) for step, problems in refused for reason in problems
    ]
    open_cases(connection, "admission", placed, now)


def _placed(reason: Problem, file: str, line: int) -> Problem:
    """A problem of an event with the file and line the event came in."""
    return replace(reason, where=replace(reason.where, file=file, line=line))
