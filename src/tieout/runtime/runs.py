"""Production runs as they stand: what was issued, consumed and made, and whether more is expected."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection

from tieout.core.event import DisassemblyCompleted, MaterialsIssued, ProductionClosed, ProductionCompleted
from tieout.core.listed import Listed
from tieout.core.lot import Part
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.runtime.listing import page_of
from tieout.storage.standing_facts import StandingFact, facts_about, standing_facts

_KINDS: Final = frozenset(
    {"materials_issued", "production_completed", "production_closed", "disassembly_completed"}
)

_BEGINNING: Final = ("materials_issued", "production_completed", "disassembly_completed")
"""The kinds a run may begin with."""


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

    @property
    def is_open(self) -> bool:
        """Whether more is expected of it."""
        return self.status != "complete"


@act("stock")
def production_runs(company: Company, run: str = "", *, only_open: bool = False) -> list[ProductionRun]:
    """Runs in the order they began: one, at the cost of its own facts, all, or those not complete."""
    with company.database.read() as connection:
        facts = facts_about(connection, _KINDS, of=[run]) if run else standing_facts(connection, _KINDS)
        found = [one for one in standing_runs(facts) if one.is_open or not only_open]
        _name_boms(connection, found)
    return found


@act("stock")
def production_run_page(
    company: Company, after: Listed, limit: int, *, only_open: bool = False
) -> list[ProductionRun]:
    """So many runs behind a place of the list, at the cost of those looked at."""

    def made(names: Sequence[str]) -> list[tuple[Listed, ProductionRun]]:
        runs = standing_runs(facts_about(connection, _KINDS, of=names))
        return [(place_of(one), one) for one in runs]

    with company.database.read() as connection:
        found = page_of(
            connection, _BEGINNING, after, limit, made, wanted=lambda one: one.is_open or not only_open
        )
        _name_boms(connection, found)
    return found


def place_of(run: ProductionRun) -> Listed:
    """Where a run stands in the list."""
    return Listed(run.begun, run.run)


def _name_boms(connection: Connection, runs: Iterable[ProductionRun]) -> None:
    """Runs that name no BOM version show the one that costing kept with them."""
    unnamed = [one for one in runs if not one.bom and one.made]
    kept = _kept_boms(connection, [one.run for one in unnamed])
    for one in unnamed:
        one.bom = kept.get(one.run, "")


def _kept_boms(connection: Connection, runs: Sequence[str]) -> dict[str, str]:
    """The BOM versions that costing kept with runs when they were confirmed, as worked last."""
    rows = connection.exec_driver_sql(
        "SELECT e.subject, c.parts FROM (SELECT value AS name FROM json_each(?)) w "
        "CROSS JOIN event e ON e.subject = w.name CROSS JOIN cost c ON c.event = e.id "
        "WHERE e.kind = 'production_completed' ORDER BY c.n",
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
