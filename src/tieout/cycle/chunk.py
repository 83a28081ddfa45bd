"""Chunk: up to a thousand steps in the order of costing become costs and entries, all or nothing.

A poison event (it cannot be admitted, costed or posted) is quarantined with its problems; the chunk
is then done again without it, so its neighbours lose nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection

from tieout.core.case import Case
from tieout.core.catalogue import problem
from tieout.core.event import (
    BillApproved,
    Event,
    GoodsReceived,
    GoodsReturned,
    GoodsReturnedToSupplier,
    GoodsShipped,
    InvoiceIssued,
    MaterialsIssued,
    ProductionClosed,
    ProductionCompleted,
    SalePaid,
)
from tieout.core.problem import Problem, Where
from tieout.costing.genealogy import Lot
from tieout.costing.production import of_run, run_reference
from tieout.costing.purchase import receipt_reference
from tieout.costing.shipment import order_line_key, shipment_reference
from tieout.costing.taking import NotCostable
from tieout.cycle.desk import ChunkResult, Desk, Poison
from tieout.cycle.genealogy import lot_at_work
from tieout.cycle.held_money import hold_before
from tieout.cycle.matches import ChunkMatches
from tieout.cycle.numbers import ChunkNumbers
from tieout.cycle.registers import ChunkRegisters
from tieout.cycle.work import CycleWork
from tieout.gates.admission import KnownFacts, admission_problems, named_lots, named_subjects
from tieout.gates.matching import IN_GRNI, PRICE, subject_of_line
from tieout.gates.unmatched import CLOSED_WHEN_STATED
from tieout.posting.entries import NoRule
from tieout.posting.exchange import NoRate
from tieout.storage.cases import (
    open_case_ids_about,
    open_cases,
    open_cases_of,
    resolve_cases,
    settled_by_people,
)
from tieout.storage.entries import append_entries, keep_pinned
from tieout.storage.events import known_lot_numbers, known_subjects, places_of, quarantine
from tieout.storage.lots import (
    append_costs,
    hold,
    keep_ordered,
    keep_uncosted,
    keep_waiting,
    remember_costs,
)
from tieout.storage.shipped import WITHOUT_ORDER
from tieout.storage.step import Step


def do_chunk(
    connection: Connection, work: CycleWork, steps: Sequence[Step], now: datetime, *, last: bool = True
) -> ChunkResult:
    """Cost and post the steps, and append all of it through `connection`; `last` = of their cycle."""
    events = [(step, step.event()) for step in steps]
    poisoned: dict[int, Problem] = {}
    while True:
        try:
            result = _attempt(connection, work, events, poisoned, last=last)
            break
        except Poison as poison:
            poisoned[poison.step.seq] = poison.reason
            work.reset(connection)
    append_result(connection, work, result, now)
    return result


def _attempt(
    connection: Connection,
    work: CycleWork,
    events: Sequence[tuple[Step, Event]],
    poisoned: dict[int, Problem],
    *,
    last: bool,
) -> ChunkResult:
    result = ChunkResult()
    known = _known_facts(connection, [event for _, event in events], work.span.watermark)
    _expect(work, events)
    registers = ChunkRegisters(connection, (event for _, event in events))
    matches = ChunkMatches(connection, [event for _, event in events], work.policy.tolerances)
    desk = Desk(connection, work, registers, matches, result)
    numbers = ChunkNumbers(
        connection, [event for _, event in events], work.span.watermark, work.policy.is_daily
    )
    for step, event in events:
        if step.seq in poisoned:
            result.refused.append((step, [poisoned[step.seq]]))
            continue
        hold_before(desk, step.day, step.rank)
        work.master.at(step.arrival or event.date)
        problems = [] if step.arriving else admission_problems(event, work.master, known)
        problems = problems or [*desk.reference_problems(step, event), *numbers.problems(event)]
        if problems:
            result.refused.append((step, problems))
            continue
        try:
            desk.do(step, event)
        except (NotCostable, NoRate, NoRule) as reason:
            raise Poison(step, _problem_of(reason, event)) from reason
        numbers.note(event)
    if last:
        hold_before(desk, date.max.isoformat(), 0)
    registers.keep()
    matches.keep()
    desk.schedules.keep()
    return result


def _known_facts(connection: Connection, events: Sequence[Event], watermark: int) -> KnownFacts:
    """What earlier events said of the lots and documents that these name."""
    subjects = {(kind, number) for event in events for kind, number, _ in named_subjects(event)}
    return KnownFacts(
        lots=known_lot_numbers(
            connection, {lot for event in events for lot in named_lots(event)}, watermark
        ),
        subjects=known_subjects(connection, subjects, watermark),
    )


def _problem_of(reason: NotCostable | NoRate | NoRule, event: Event) -> Problem:
    where = Where(subject=f"{event.kind} {event.id} of {event.source}")
    match reason:
        case NotCostable():
            return problem(reason.problem_code, where, **reason.words)
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
    orders.discard("")
    log = work.genealogy.log
    states = log.by_references(sorted(references)) + log.by_orders(sorted(orders))
    work.shelf.owing |= log.owing(sorted(orders))
    work.shelf.expect((lot_at_work(state) for state in states), references, orders)


def _references(event: Event) -> Iterable[str]:
    match event:
        case GoodsReceived():
            return (receipt_reference(event.receipt, line.line) for line in event.lines)
        case GoodsShipped():
            return (shipment_reference(event.shipment, line.line) for line in event.lines)
        case MaterialsIssued() | ProductionCompleted() | ProductionClosed():
            return (run_reference(event.run),)
        case GoodsReturned():
            return (shipment_reference(line.shipment, line.shipment_line) for line in event.lines)
        case GoodsReturnedToSupplier() | BillApproved():
            return (receipt_reference(line.receipt, line.receipt_line) for line in event.lines)
        case _:
            return ()


def _order_lines(event: Event) -> Iterable[str]:
    match event:
        case GoodsShipped() | InvoiceIssued() | SalePaid():
            return (order_line_key(event.order, line.order_line or line.line) for line in event.lines)
        case ProductionCompleted():
            return (of_run(event.run),)
        case _:
            return ()


def _waits_by(lot: Lot) -> str:
    """The order line that units wait by for their invoice; those of no order have a word of their own."""
    return lot.order_line or (WITHOUT_ORDER if lot.account.role == "shipped_not_invoiced" else "")


def append_result(connection: Connection, work: CycleWork, result: ChunkResult, now: datetime) -> None:
    """Append what was worked, costs and entries, and bring the caches up to date."""
    append_costs(connection, result.costs)
    hold(
        connection,
        (
            (lot.id, lot.item, lot.location, _waits_by(lot), lot.layer, lot.quantity, lot.value)
            for lot in work.shelf.drain_touched()
        ),
    )
    remember_costs(connection, work.shelf.drain_costs())
    keep_waiting(connection, result.waiting.values(), result.recognised)
    keep_uncosted(connection, result.uncosted)
    _keep_orders(connection, work)
    append_entries(connection, result.entries)
    keep_pinned(connection, work.pins.cumulative.items())
    hold_back(connection, result.refused, now)
    quarantine(connection, [step.seq for step, _ in result.refused], now)
    open_cases(connection, "costing", result.flagged, now)
    keep_match_cases(connection, result, now)
    over = open_case_ids_about(connection, "costing", CLOSED_WHEN_STATED, sorted(result.stated))
    resolve_cases(connection, over, "tieout", now, "what was missing is stated")
    work.shelf.forget_settled()


def _keep_orders(connection: Connection, work: CycleWork) -> None:
    changed = work.context.orders.changed
    keep_ordered(
        connection,
        (
            (
                key,
                (
                    line.item,
                    line.currency,
                    line.price,
                    line.quantity,
                    line.place,
                    line.received,
                    line.closed,
                ),
            )
            for key, line in changed.items()
        ),
    )
    changed.clear()


def hold_back(connection: Connection, refused: Sequence[tuple[Step, list[Problem]]], now: datetime) -> None:
    """Open a case of admission for every reason why an event does not enter."""
    places = places_of(connection, [step.seq for step, _ in refused])
    placed = [
        (step.id, _placed(reason, *places[step.seq])) for step, problems in refused for reason in problems
    ]
    open_cases(connection, "admission", placed, now)


def keep_match_cases(connection: Connection, result: ChunkResult, now: datetime) -> None:
    """Open what is wrong with receipt lines now, and end what was and is no more.

    A price that a person accepted is not raised again, unless order or bills changed since.
    """
    if not result.matched:
        return
    subjects = [subject_of_line(reference) for reference in result.matched]
    accepted = settled_by_people(connection, "costing", subjects)
    known: dict[str, list[Case]] = {}
    for case in open_cases_of(connection, "costing"):
        known.setdefault(case.subject, []).append(case)
    gone, found = [], []
    priced = {subject for subject, code, _ in accepted if code == PRICE}
    for subject, (quantities, prices, asked) in zip(subjects, result.matched.values(), strict=True):
        wrong = [*quantities, *(prices if asked or subject not in priced else ())]
        told = [one for one in wrong if (subject, one.code, one.what) not in accepted]
        wanted = {one.what for one in told}
        gone += [
            case.id
            for case in known.get(subject, ())
            if case.problem.code in IN_GRNI | {PRICE} and case.problem.what not in wanted
        ]
        found += [(subject, one) for one in told]
    resolve_cases(connection, gone, "tieout", now, "what is received, returned and billed has changed")
    open_cases(connection, "costing", found, now)


def _placed(reason: Problem, file: str, line: int) -> Problem:
    """A problem of an event with the file and line the event came in."""
    return replace(reason, where=replace(reason.where, file=file, line=line))
