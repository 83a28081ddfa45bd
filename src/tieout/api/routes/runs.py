"""Runs: production runs with what they consumed and made."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from tieout.api.caller import TheCaller
from tieout.api.faults import declared
from tieout.api.page import After, Limit, Page, page_behind, place
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.problem import Where
from tieout.core.scaled import Quantity
from tieout.runtime.runs import ProductionRun, place_of, production_run_page, production_runs

ROUTES = APIRouter(tags=["runs"])


class Run(BaseModel):
    """A production run: issued, partly complete or complete; units by item."""

    run: str
    location: str
    bom: str
    begun: str
    last: str
    status: str
    consumed: dict[str, str]
    made: dict[str, str]
    scrapped: str
    expected: str = Field(description="Main output still to come, as last stated.")


@ROUTES.get("/runs", responses=declared())
def runs(caller: TheCaller, after: After = "", limit: Limit = 100, *, only_open: bool = False) -> Page[Run]:
    """Production runs in the order they began."""
    found = caller.do(production_run_page, place(after), limit + 1, only_open=only_open)
    return page_behind(found, place_of, _shape, limit)


@ROUTES.get("/runs/{run}", responses=declared(404))
def run(caller: TheCaller, run: str) -> Run:
    """One production run."""
    found = caller.do(production_runs, run)
    if not found:
        raise TerminalError(problem("run_not_known", Where(subject=run), run=run))
    return _shape(found[0])


def _shape(one: ProductionRun) -> Run:
    return Run(
        run=one.run,
        location=one.location,
        bom=one.bom,
        begun=one.begun,
        last=one.last,
        status=one.status,
        consumed={item: str(Quantity(units)) for item, units in one.consumed.items()},
        made={item: str(Quantity(units)) for item, units in one.made.items()},
        scrapped=str(Quantity(one.scrapped)),
        expected=str(Quantity(one.expected)),
    )
