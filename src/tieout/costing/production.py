"""Production: materials, labour and overhead become the lots of the run's output (accounting.md 5)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from tieout.core.account import AccountKey
from tieout.core.event import DisassemblyCompleted, MaterialsIssued, ProductionCompleted
from tieout.core.event.production import Consumed, Output
from tieout.core.scaled import half_even
from tieout.costing.late import cover_shortages, shares
from tieout.costing.shelf import Lot
from tieout.costing.taking import Work, out_of_stock, take_stock

WIP = AccountKey("inventory_wip")
SCRAP = AccountKey("scrap")
_SHARE_SCALE = 10**12


def run_reference(run: str) -> str:
    """The reference of the work in progress of one run."""
    return f"run:{run}"


def _consume(work: Work, lines: Sequence[Consumed], location: str, sink: Lot, name: str) -> int:
    total = 0
    for line in lines:
        taken = take_stock(work, line.item, line.location or location, line.lot, line.quantity, sink)
        total += out_of_stock(work, name, taken, item=line.item)
    return total


def _work_in_progress(work: Work, run: str, location: str, reference: str = "") -> Lot:
    """A lot without units that gathers the cost of a run."""
    return work.shelf.bear(
        event=work.event,
        item=run,
        location=location,
        account=WIP,
        quantity=0,
        value=0,
        reference=reference,
    )


def issue(work: Work, event: MaterialsIssued) -> None:
    """Dr inventory_wip · Cr inventory_raw: materials of a run that goes on for days."""
    known = work.shelf.by_reference(run_reference(event.run))
    run = (
        known[0] if known else _work_in_progress(work, event.run, event.location, run_reference(event.run))
    )
    value = _consume(work, event.consumed, event.location, run, "issued")
    run.value += value
    work.shelf.touched[run.id] = run
    work.part("in_progress", value, WIP, item=event.run)


def complete(work: Work, event: ProductionCompleted) -> None:
    """Materials, labour and overhead of the run, and its share of work in progress, become output."""
    main = [output for output in event.outputs if output.role == "main"]
    good = sum(output.quantity for output in main)
    batch = _work_in_progress(work, event.run, event.location)
    batch.value += _consume(work, event.consumed, event.location, batch, "consumed")
    batch.value += _from_progress(work, event, batch, good)
    batch.value += event.labour + event.overhead
    work.part("labour", event.labour, item=event.run)
    work.part("overhead", event.overhead, item=event.run)
    for output in event.outputs:
        if output.role == "by_product":
            _make(work, event.location, batch, output, int(output.value or 0), output.quantity)
    _scrap(work, event, batch, good, _abnormal(work, event, good))
    _share_out(work, event, batch, main)


def _from_progress(work: Work, event: ProductionCompleted, batch: Lot, good: int) -> int:
    """The part of the run's work in progress that this completion takes."""
    known = work.shelf.by_reference(run_reference(event.run))
    if not known or not known[0].value:
        return 0
    run, remaining = known[0], event.expected_remaining
    value = half_even(run.value * good, good + remaining) if remaining else run.value
    work.shelf.move(run, 0, value, batch, "progress", good)
    work.part("progress_used", value, WIP, item=event.run)
    return value


def _abnormal(work: Work, event: ProductionCompleted, good: int) -> int:
    """Abnormal scrap in 10⁻⁶ units: what the source flags, and loss beyond the expected yield."""
    item = next((output.item for output in event.outputs if output.role == "main"), "")
    expected = event.expected_yield
    if expected is None:
        expected = work.master.expected_yield(item, event.date)
    if expected is None:
        return event.abnormal_scrap
    total = good + event.scrapped + event.abnormal_scrap
    allowed = Fraction(1 - Decimal(expected)) * total
    beyond = event.scrapped - half_even(allowed.numerator, allowed.denominator)
    return event.abnormal_scrap + max(0, beyond)


def _scrap(work: Work, event: ProductionCompleted, batch: Lot, good: int, abnormal: int) -> None:
    if not abnormal:
        return
    value = half_even(batch.value * abnormal, good + abnormal)
    lost = work.shelf.bear(
        event=work.event,
        item=event.outputs[0].item,
        location=event.location,
        account=SCRAP,
        quantity=abnormal,
        value=value,
    )
    work.shelf.move(batch, 0, value, lost, "abnormal", abnormal)
    work.part("scrapped", value, SCRAP, item=lost.item, reason=event.scrap_reason)


def _share_out(work: Work, event: ProductionCompleted, batch: Lot, main: Sequence[Output]) -> None:
    cost = batch.value
    for output in event.outputs:
        if output.role == "co_product":
            share = int(Decimal(output.share or 0) * _SHARE_SCALE)
            _make(work, event.location, batch, output, half_even(cost * share, _SHARE_SCALE), share)
    rest = shares(batch.value, [output.quantity for output in main])
    for output, value in zip(main, rest, strict=True):
        _make(work, event.location, batch, output, value, output.quantity)


def _make(
    work: Work, location: str, batch: Lot, output: Output, value: int, weight: int, name: str = "produced"
) -> None:
    """A lot of output leaves the run at its value and covers what was short."""
    lot = work.shelf.bear(
        event=work.event,
        item=output.item,
        location=location,
        number=output.lot,
        account=work.master.stock_account(output.item, location),
        quantity=output.quantity,
        value=value,
        category=work.master.category(output.item),
        stock=True,
        cost="actual",
    )
    work.shelf.move(batch, 0, value, lot, output.role, weight)
    work.part(name, value, lot.account, item=output.item)
    cover_shortages(work, lot)


def disassemble(work: Work, event: DisassemblyCompleted) -> None:
    """The value of the units taken apart is spread over the components by stated share."""
    batch = _work_in_progress(work, event.run, event.location)
    taken = take_stock(work, event.item, event.location, event.lot, event.quantity, batch)
    batch.value += out_of_stock(work, "taken_apart", taken, item=event.item)
    weights = [int(Decimal(component.share) * _SHARE_SCALE) for component in event.components]
    for component, value, weight in zip(
        event.components, shares(batch.value, weights), weights, strict=True
    ):
        output = Output(item=component.item, quantity=component.quantity, lot=component.lot)
        _make(work, event.location, batch, output, value, weight, "won")
