"""Production: materials, labour and overhead become the lots of the run's output (accounting.md 5)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from tieout.core.account import AccountKey
from tieout.core.event import DisassemblyCompleted, MaterialsIssued, ProductionCompleted
from tieout.core.event.production import Consumed, Output
from tieout.core.scaled import half_even
from tieout.costing.genealogy import Lot
from tieout.costing.late import ISSUED, PROGRESS, cover_shortages, shares
from tieout.costing.method import STANDARD
from tieout.costing.standard import REST, causes, variance
from tieout.costing.taking import Work, hand_over, picks, worth

WIP = AccountKey("inventory_wip")
SCRAP = AccountKey("scrap")
SHARE_SCALE = 10**12


def run_reference(run: str) -> str:
    """The reference of the work in progress of one run."""
    return f"run:{run}"


def _consume(work: Work, lines: Sequence[Consumed], location: str, sink: Lot, name: str) -> int:
    """Let materials go into a lot of work in progress; their value."""
    value = 0
    for line in lines:
        picked = picks(work, line.item, line.location or location, line.lot, line.quantity)
        hand_over(work, picked, sink, name, item=line.item)
        value += worth(picked)
    work.shelf.add(sink, 0, value)
    return value


def issue(work: Work, event: MaterialsIssued) -> None:
    """Dr inventory_wip · Cr inventory_raw: materials of a run that goes on for days.

    Each line passes through a lot of its own: born after some completions and before others, it says
    which of them bear a late cost of its material.
    """
    known = work.shelf.by_reference(run_reference(event.run))
    run = (
        known[0]
        if known
        else work.bear(event.run, event.location, WIP, 0, 0, reference=run_reference(event.run))
    )
    for line in event.consumed:
        issued = work.bear(event.run, event.location, WIP, 0, 0, reference=work.own())
        value = _consume(work, [line], event.location, issued, "issued")
        work.shelf.move(issued, 0, value, run, ISSUED, 0)
        work.shelf.add(run, 0, value)
        work.part("in_progress", value, WIP, item=event.run)


def complete(work: Work, event: ProductionCompleted) -> None:
    """Materials, labour and overhead of the run, and its share of work in progress, become output."""
    good = sum(output.quantity for output in event.outputs if output.role == "main")
    batch = work.bear(event.run, event.location, WIP, 0, 0, reference=work.own())
    _consume(work, event.consumed, event.location, batch, "consumed")
    _from_progress(work, event, batch, good)
    work.shelf.add(batch, 0, event.labour + event.overhead)
    work.part("labour", event.labour, item=event.run)
    work.part("overhead", event.overhead, item=event.run)
    cost = batch.value - sum(int(output.value or 0) for output in _of_role(event, "by_product"))
    cost -= _scrap(work, event, batch, cost, good)
    _share_out(work, event, batch, cost)


def _of_role(event: ProductionCompleted, role: str) -> list[Output]:
    return [output for output in event.outputs if output.role == role]


def _from_progress(work: Work, event: ProductionCompleted, batch: Lot, good: int) -> None:
    """The part of the run's work in progress that this completion takes: good ÷ (good + remaining)."""
    known = work.shelf.by_reference(run_reference(event.run))
    if not known:
        return
    run, remaining = known[0], event.expected_remaining
    value = half_even(run.value * good, good + remaining) if remaining else run.value
    work.shelf.move(run, 0, value, batch, PROGRESS, good, good + remaining)
    work.shelf.add(batch, 0, value)
    work.part("progress_used", value, WIP, item=event.run)


def abnormal_units(work: Work, event: ProductionCompleted, good: int) -> int:
    """Abnormal scrap in 10⁻⁶ units: what the source flags, and loss beyond the expected yield."""
    item = _of_role(event, "main")[0].item
    expected = event.expected_yield
    if expected is None:
        expected = work.master.expected_yield(item, event.date, event.bom)
    if expected is None:
        return event.abnormal_scrap
    total = good + event.scrapped + event.abnormal_scrap
    allowed = Fraction(1 - Decimal(expected)) * total
    beyond = event.scrapped - half_even(allowed.numerator, allowed.denominator)
    return event.abnormal_scrap + max(0, beyond)


def _scrap(work: Work, event: ProductionCompleted, batch: Lot, cost: int, good: int) -> int:
    """The cost of abnormal scrap: run's cost × abnormal ÷ (good + abnormal), half-even."""
    abnormal = abnormal_units(work, event, good)
    if not abnormal:
        return 0
    value = half_even(cost * abnormal, good + abnormal)
    lost = work.bear(_of_role(event, "main")[0].item, event.location, SCRAP, abnormal, value)
    work.shelf.move(batch, 0, value, lost, "abnormal", abnormal, good + abnormal)
    work.part("scrapped", value, SCRAP, item=lost.item, reason=event.scrap_reason)
    return value


def output_values(event: ProductionCompleted, cost: int) -> list[int]:
    """The value of every output: by-products as stated, co-products by share, main outputs the rest.

    `cost` is the run's cost less by-products and abnormal scrap.
    """
    stated = [
        int(output.value or 0)
        if output.role == "by_product"
        else half_even(cost * int(Decimal(output.share or 0) * SHARE_SCALE), SHARE_SCALE)
        for output in event.outputs
    ]
    mains = _of_role(event, "main")
    left = cost - sum(
        value for output, value in zip(event.outputs, stated, strict=True) if output.role == "co_product"
    )
    rest = iter(shares(left, [output.quantity for output in mains]))
    return [
        next(rest) if output.role == "main" else value
        for output, value in zip(event.outputs, stated, strict=True)
    ]


def _share_out(work: Work, event: ProductionCompleted, batch: Lot, cost: int) -> None:
    """By-products at stated value, co-products by share of the cost, main outputs the rest."""
    made = []
    beyond = 0
    for output, value in zip(event.outputs, output_values(event, cost), strict=True):
        lot = _make(work, event.location, output, value)
        beyond += value - lot.value
        share = int(Decimal(output.share or 0) * SHARE_SCALE)
        weight, whole = (share, SHARE_SCALE) if output.role == "co_product" else (output.quantity, 0)
        work.shelf.move(batch, 0, lot.value, lot, output.role, weight, whole)
        made.append(lot)
    if any(lot.layer == STANDARD for lot in made):
        _vary(work, event, batch, beyond)
    for lot in made:
        cover_shortages(work, lot)


def _vary(work: Work, event: ProductionCompleted, batch: Lot, beyond: int) -> None:
    """What the run cost beyond the standard of what it made, by cause where its main output has one."""
    main = _of_role(event, "main")
    good = sum(output.quantity for output in main)
    known = work.at_standard(main[0].item, event.location) is not None
    for cause, value in causes(work, event, good, beyond) if known else [(REST, beyond)]:
        work.vary(main[0].item, event.location, value, variance(cause), source=batch)


def _make(work: Work, location: str, output: Output, value: int, name: str = "produced") -> Lot:
    """A lot of output comes into being; what was short is covered once all of them are there."""
    kept = work.shelved(output.item, location, output.quantity, value)
    lot = work.stock(output.item, location, output.quantity, kept, number=output.lot, cost="actual")
    work.part(name, kept, lot.account, item=output.item)
    return lot


def disassemble(work: Work, event: DisassemblyCompleted) -> None:
    """The value of the units taken apart is spread over the components by stated share."""
    batch = work.bear(event.run, event.location, WIP, 0, 0, reference=work.own())
    picked = picks(work, event.item, event.location, event.lot, event.quantity)
    hand_over(work, picked, batch, "taken_apart", item=event.item)
    work.shelf.add(batch, 0, worth(picked))
    weights = [int(Decimal(component.share) * SHARE_SCALE) for component in event.components]
    made = []
    for part, value, weight in zip(event.components, shares(batch.value, weights), weights, strict=True):
        output = Output(item=part.item, quantity=part.quantity, lot=part.lot)
        lot = _make(work, event.location, output, value, "won")
        work.shelf.move(batch, 0, lot.value, lot, "main", weight)
        work.vary(part.item, event.location, value - lot.value, variance(REST), source=batch)
        made.append(lot)
    for lot in made:
        cover_shortages(work, lot)
