"""Cases: what waits for somebody; operations see their own."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from tieout.api.caller import TheCaller
from tieout.api.faults import declared
from tieout.api.page import After, Limit, Page, page
from tieout.core.case import Case
from tieout.runtime.cases import list_cases

ROUTES = APIRouter(tags=["cases"])


class OpenCase(BaseModel):
    """An open exception: what is wrong, why, the next step and who owns it."""

    id: str
    stage: str
    subject: str
    code: str
    what: str
    why: str
    next_step: str
    owner: str
    opened: str
    due: str


@ROUTES.get("/cases", responses=declared())
def cases(caller: TheCaller, stage: str = "", after: After = "", limit: Limit = 100) -> Page[OpenCase]:
    """Open exceptions the scope may see, oldest first."""
    return page(
        caller.do(list_cases, stage), lambda one: (one.opened.isoformat(), one.id), _shape, after, limit
    )


def _shape(one: Case) -> OpenCase:
    found = one.problem
    return OpenCase(
        id=one.id,
        stage=one.stage,
        subject=one.subject,
        code=found.code,
        what=found.what,
        why=found.why,
        next_step=found.next_step,
        owner=found.owner,
        opened=one.opened.isoformat(),
        due=one.due.isoformat(),
    )
