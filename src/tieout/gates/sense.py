"""Sense: what an event says against itself, whatever the master data is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tieout.core.catalogue import problem
from tieout.core.event import Event, RefundIssued, TransferDispatched
from tieout.core.problem import Problem
from tieout.gates.subject import subject_of


def run_problems(event: Any) -> list[Problem]:
    """Outputs say what they take, and nothing is made of itself."""
    found = []
    if not any(output.role == "main" for output in event.outputs):
        found.append(problem("main_output_missing", subject_of(event), run=event.run))
    for output in event.outputs:
        missing = _missing_of(output)
        if missing:
            found.append(
                problem(
                    "output_incomplete",
                    subject_of(event),
                    item=output.item,
                    run=event.run,
                    role=output.role,
                    missing=missing,
                )
            )
    made = {(output.item, output.lot) for output in event.outputs if output.lot}
    found += [
        problem("genealogy_cycle", subject_of(event), run=event.run, item=line.item, lot=line.lot)
        for line in event.consumed
        if (line.item, line.lot) in made
    ]
    shares = sum(output.share or 0 for output in event.outputs if output.role == "co_product")
    if shares > 1:
        found.append(
            problem(
                "shares_mismatch",
                subject_of(event),
                what=f"Run {event.run}",
                parts=shares,
                why="Co-products cannot take more than the whole cost.",
            )
        )
    if event.expected_yield == 0:
        found.append(problem("yield_zero", subject_of(event, "expected_yield"), what=f"Run {event.run}"))
    return found


def _missing_of(output: Any) -> str:
    if output.role == "co_product" and output.share is None:
        return "share"
    return "value" if output.role == "by_product" and output.value is None else ""


def disassembly_problems(event: Any) -> list[Problem]:
    """The components take the whole value."""
    shares = sum(component.share for component in event.components)
    if shares == 1:
        return []
    return [
        problem(
            "shares_mismatch",
            subject_of(event),
            what=f"Disassembly {event.run}",
            parts=shares,
            why="The components take the whole value, so their shares come to 1.",
        )
    ]


def transfer_problems(event: Any) -> list[Problem]:
    """Something moves, and arrives after it left."""
    found = []
    if event.from_location == event.to_location:
        found.append(
            problem("same_location", subject_of(event), transfer=event.transfer, location=event.to_location)
        )
    field = "due" if isinstance(event, TransferDispatched) else "arrived"
    if getattr(event, field) and getattr(event, field) < event.date:
        where = subject_of(event, field)
        found.append(problem("dates_reversed", where, what="The arrival", other="the departure"))
    return found


def due_problems(event: Any) -> list[Problem]:
    """A document falls due on its date or later."""
    if not event.due or event.due >= event.date:
        return []
    return [
        problem(
            "dates_reversed",
            subject_of(event, "due"),
            what=f"The due date of {event.number}",
            other="the document itself",
        )
    ]


def service_problems(event: Any) -> list[Problem]:
    """A service period ends on its first day or later."""
    if event.service_to >= event.service_from:
        return []
    where = subject_of(event, "service_to")
    return [problem("dates_reversed", where, what="The end of the service", other="its beginning")]


def adjustment_problems(event: Any) -> list[Problem]:
    """Every line changes something, and only what was found states its cost."""
    found = []
    for place, line in enumerate(event.lines):
        if not line.quantity:
            where = subject_of(event, f"lines.{place}.quantity")
            found.append(problem("zero_line", where, what="adjusts", item=line.item))
        if line.quantity < 0 and line.unit_cost is not None:
            where = subject_of(event, f"lines.{place}.unit_cost")
            found.append(problem("cost_on_loss", where, item=line.item))
    return found


def revaluation_problems(event: Any) -> list[Problem]:
    """Every line changes a value."""
    return [
        problem("zero_line", subject_of(event, f"lines.{place}.per_unit"), what="revalues", item=line.item)
        for place, line in enumerate(event.lines)
        if not line.per_unit
    ]


def count_problems(event: Any) -> list[Problem]:
    """Each item, or each of its lots, is counted once, and not both ways."""
    counts = Counter((line.item, line.lot) for line in event.lines)
    found = [
        problem("counted_twice", subject_of(event, "lines"), item=item, location=event.location)
        for (item, lot), count in counts.items()
        if count > 1 or (lot and (item, "") in counts)
    ]
    return list(dict.fromkeys(found))


def register_problems(event: Any) -> list[Problem]:
    """Clearing names its gateway, sales tax its agency, receivables and deposits their customers.

    Deferred revenue says until when the service lasts.
    """
    found = []
    wanted = {"clearing": "gateway", "sales_tax": "agency"}.get(event.register)
    if wanted and not event.qualifier:
        where = subject_of(event, "qualifier")
        found.append(problem("register_qualifier_missing", where, register=event.register, wanted=wanted))
    if event.register in {"accounts_receivable", "customer_deposits"}:
        what = "deposit" if event.register == "customer_deposits" else "receivable"
        found += [
            problem(
                "register_party_missing",
                subject_of(event, f"lines.{place}.party"),
                item=line.reference,
                what=what,
            )
            for place, line in enumerate(event.lines)
            if not line.party
        ]
    if event.register == "deferred_revenue":
        found += [
            problem("register_due_missing", subject_of(event, f"lines.{place}.due"), item=line.reference)
            for place, line in enumerate(event.lines)
            if line.due is None or line.due < event.date
        ]
    return found


def payment_problems(event: Any) -> list[Problem]:
    """A payment says what it pays."""
    if event.invoice or event.order:
        return []
    return [problem("payment_unassigned", subject_of(event, "invoice"), number=event.number)]


def repeated_lines(event: Event) -> Iterator[Problem]:
    """Line ids that stand twice in one document: later events could not say which they mean."""
    if isinstance(event, RefundIssued):
        return
    lines = getattr(event, "lines", ())
    if len(lines) < 2:
        return
    counts = Counter(line.line for line in lines if hasattr(line, "line"))
    for line, count in counts.items():
        if count > 1:
            yield problem("line_twice", subject_of(event, "lines"), line=line)
