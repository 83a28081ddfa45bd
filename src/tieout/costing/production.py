"""Production: materials, labour and overhead become the lots of the run's output (accounting.md 5)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from tieout.core.account import AccountKey
from tieout.core.event import DisassemblyCompleted, MaterialsIssued, ProductionClosed, ProductionCompleted
from tieout.core.event.production import Consumed, Output
from tieout.core.lot import Part
from tieout.core.scaled import half_even
from tieout.costing.genealogy import Lot
from tieout.costing.late import ISSUED, PROGRESS, cover_shortages, shares
from tieout.costing.method import STANDARD
from tieout.costing.standard import REST, causes, variance
from tieout.costing.taking import Work, hand_over, home_value, no_cost, picks, unit_value, worth

WIP = AccountKey("inventory_wip")
SCRAP = AccountKey("scrap")
SHARE_SCALE = 10**12
ONE = 10**6
"""One unit, and the whole of a yield."""


def run_reference(run: str) -> str:
    """The reference of the work in progress of one run."""
    return f"run:{run}"


def of_run(run: str) -> str:
    """The key under which what a run completed is found; no order line is written so."""
    return f" run:{run}"


def absorbed(work: Work, event: MaterialsIssued | ProductionCompleted) -> dict[str, int]:
    """Labour and overhead put into a run, with its components that are not stocked, in 10⁻⁸ home units.

    Raises:
        NotCostable: a component that is not stocked states no value and its item no standard cost.
    """
    found = {"labour": int(event.labour), "overhead": int(event.overhead)}
    for line in event.consumed:
        if not work.master.is_stocked(line.item):
            found[work.master.items[line.item].absorbed_as] += _stated(work, line, event.location)
    return found


def _stated(work: Work, line: Consumed, location: str) -> int:
    if line.value is not None:
        return int(line.value)
    unit = work.master.standard_cost(line.item)
    if unit is None:
        raise no_cost(line.item, location)
    return home_value(line.quantity, unit_value(unit))


def _consume(work: Work, lines: Sequence[Consumed], location: str, sink: Lot, name: str) -> int:
    """Let materials go into a lot of work in progress; their value."""
    value = 0
    for line in lines:
        if not work.master.is_stocked(line.item):
            continue
        picked = picks(work, line.item, line.location or location, line.lot, line.quantity)
        hand_over(work, picked, sink, name, item=line.item)
        value += worth(picked)
    work.shelf.add(sink, 0, value)
    return value


def issue(work: Work, event: MaterialsIssued) -> None:
    """Dr inventory_wip · Cr inventory_raw, labour, overhead: what goes into a run of several days.

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
        if work.master.is_stocked(line.item):
            issued = work.bear(event.run, event.location, WIP, 0, 0, reference=work.own())
            _into_progress(work, issued, run, _consume(work, [line], event.location, issued, "issued"))
    for name, value in absorbed(work, event).items():
        if value:
            issued = work.bear(event.run, event.location, WIP, 0, 0, reference=work.own(name))
            work.shelf.add(issued, 0, value)
            work.part(f"{name}_issued", value, item=event.run)
            _into_progress(work, issued, run, value)


def _into_progress(work: Work, issued: Lot, run: Lot, value: int) -> None:
    work.shelf.move(issued, 0, value, run, ISSUED, 0)
    work.shelf.add(run, 0, value)
    work.part("in_progress", value, WIP, item=run.item)


def close(work: Work, event: ProductionClosed) -> None:
    """Dr production_variance(wip) · Cr inventory_wip: what is left in progress of a run that is over.

    A late cost of its material that nothing completed since bears follows it.
    """
    for run in work.shelf.by_reference(run_reference(event.run)):
        left = work.bear(event.run, run.location, variance("wip"), 0, run.value, reference=work.own())
        if run.value:
            work.part("progress_used", run.value, WIP, item=event.run)
            work.part("left_in_progress", run.value, variance("wip"), item=event.run)
        work.shelf.move(run, 0, run.value, left, PROGRESS, 1, 1)


def complete(work: Work, event: ProductionCompleted) -> None:
    """Materials, labour and overhead of the run, and its share of work in progress, become output."""
    good = sum(output.quantity for output in event.outputs if output.role == "main")
    batch = work.bear(
        event.run, event.location, WIP, 0, 0, reference=work.own(), order_line=of_run(event.run)
    )
    _consume(work, event.consumed, event.location, batch, "consumed")
    _from_progress(work, event, batch, good)
    for name, value in absorbed(work, event).items():
        work.shelf.add(batch, 0, value)
        work.part(name, value, item=event.run)
    note_expected(work, event, good)
    cost = batch.value - sum(int(output.value or 0) for output in _of_role(event, "by_product"))
    cost -= _scrap(work, event, batch, cost, good)
    _share_out(work, event, batch, cost)


def note_expected(work: Work, event: ProductionCompleted, good: int) -> None:
    """Keep with the run the BOM version in effect now, its yield, and what it asks for this output.

    A version that is told, or told otherwise, later changes none of it (S002-18).
    """
    main = _of_role(event, "main")[0].item
    recipe = work.master.recipe(main, event.date, event.bom)
    if recipe is None:
        return
    stated = event.expected_yield if event.expected_yield is not None else recipe.expected_yield
    share = int(Decimal(1 if stated is None else stated) * ONE)
    work.parts.append(Part("expected_yield", 0, reference=recipe.bom, item=main, quantity=share))
    outputs = Fraction(good) / (Fraction(recipe.output_quantity) * Fraction(recipe.expected_yield or 1))
    for part in recipe.components:
        units = part.quantity * outputs
        asked = half_even(units.numerator, units.denominator)
        work.parts.append(Part("expected", 0, reference=recipe.bom, item=part.item, quantity=asked))


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
