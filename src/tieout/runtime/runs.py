"""Production runs as they stand: what was issued, consumed and made, and whether more is expected."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection

from tieout.core.event import DisassemblyCompleted, MaterialsIssued, ProductionClosed, ProductionCompleted
from tieout.core.lot import Part
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.storage.standing_facts import StandingFact, standing_facts

_KINDS: Final = frozenset(
    {"materials_issued", "production_completed", "production_closed", "disassembly_completed"}
)


@dataclass(slots=True, kw_only=True)
class ProductionRun:
    """A run: units (10⁻⁶) by item; `expected` is main output still to come, as last stated.

    `bom` is the version it names, else the one that was in effect when it was confirmed and is kept
    with it; "" = neither, or it is not costed yet.
    """

    run: str
    location: str
    bom: str = ""
    begun: str = ""
    last: str = ""
    status: str = "issued"
    consumed: dict[str, int] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)
    scrapped: int = 0
    expected: int = 0


@act("stock")
def production_runs(company: Company, run: str = "", *, only_open: bool = False) -> list[ProductionRun]:
    """Runs in the order they began: one, all, or those not complete."""
    with company.database.read() as connection:
        found = standing_runs(standing_facts(connection, _KINDS, run))
        unnamed = [one for one in found if not one.bom and one.made]
        kept = _kept_boms(connection, [one.run for one in unnamed])
    for one in unnamed:
        one.bom = kept.get(one.run, "")
    return [one for one in found if run in ("", one.run) and not (only_open and one.status == "complete")]


def _kept_boms(connection: Connection, runs: list[str]) -> dict[str, str]:
    """The BOM versions that costing kept with runs when they were confirmed, as worked last."""
    rows = connection.exec_driver_sql(
        "SELECT e.subject, c.parts FROM event e JOIN cost c ON c.event = e.id "
        "WHERE e.kind = 'production_completed' AND e.subject IN (SELECT value FROM json_each(?)) "
        "ORDER BY c.n",
        (json.dumps(runs),),
    )
    found: dict[str, str] = {}
    for name, parts in rows:
        for part in (Part(*one) for one in json.loads(parts)):
            if part.name == "expected_yield":
                found[str(name)] = part.reference
    return found


def standing_runs(facts: Iterable[StandingFact]) -> list[ProductionRun]:
    """The runs that facts in business order make."""
    runs: dict[str, ProductionRun] = {}
    for day, event in facts:
        match event:
            case MaterialsIssued() | ProductionCompleted():
                one = runs.setdefault(event.run, ProductionRun(run=event.run, location=event.location))
                for taken in event.consumed:
                    one.consumed[taken.item] = one.consumed.get(taken.item, 0) + int(taken.quantity)
                if isinstance(event, ProductionCompleted):
                    _complete(one, event)
            case DisassemblyCompleted():
                one = runs.setdefault(event.run, ProductionRun(run=event.run, location=event.location))
                one.consumed[event.item] = one.consumed.get(event.item, 0) + int(event.quantity)
                for part in event.components:
                    one.made[part.item] = one.made.get(part.item, 0) + int(part.quantity)
                one.status = "complete"
            case ProductionClosed() if event.run in runs:
                one = runs[event.run]
                one.status, one.expected = "complete", 0
            case _:
                continue
        one.begun, one.last = one.begun or day, day
    return list(runs.values())


def _complete(one: ProductionRun, event: ProductionCompleted) -> None:
    for output in event.outputs:
        one.made[output.item] = one.made.get(output.item, 0) + int(output.quantity)
    one.scrapped += int(event.scrapped) + int(event.abnormal_scrap)
    one.expected = int(event.expected_remaining)
    one.bom = event.bom or one.bom
    one.status = "partly complete" if one.expected else "complete"
