"""Explained: why a cost changed, and the audit chain of anything that has a name."""

from __future__ import annotations

import json
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from tieout.api.caller import Caller, TheCaller
from tieout.api.faults import declared
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.period import Span, span
from tieout.core.problem import Where
from tieout.runtime.cogs import explain_cogs
from tieout.runtime.figures import figures
from tieout.runtime.inventory import explain_inventory
from tieout.runtime.margin import Wanted, explain_gross_margin
from tieout.runtime.picture import picture
from tieout.runtime.trace import Chain, candidates, only, trace

ROUTES = APIRouter(tags=["explained"])
Period = Annotated[str, Query(description="2026-02, 2026-Q1, 2026 or FIRST..LAST.", max_length=40)]
SAID: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/json": {"schema": {"type": "object"}}}}
}


@ROUTES.get("/explain/cogs", responses={**SAID, **declared(404)})
def cogs(caller: TheCaller, item: str, before: Period, after: Period) -> Response:
    """Why cost of goods sold of an item changed between two periods, in money per cause."""
    return _json(figures(caller.do(explain_cogs, item, _span(before, "before"), _span(after, "after"))))


@ROUTES.get("/explain/inventory", responses={**SAID, **declared(404)})
def inventory(caller: TheCaller, item: str, before: Period, after: Period) -> Response:
    """Why the stock of an item is worth another amount at the end of a period."""
    return _json(
        figures(caller.do(explain_inventory, item, _span(before, "before"), _span(after, "after")))
    )


@ROUTES.get("/explain/margin", responses={**SAID, **declared(404)})
def margin(
    caller: TheCaller, before: Period, after: Period, item: str = "", channel: str = "", customer: str = ""
) -> Response:
    """Why gross margin changed, of an item, a channel, a customer or everything."""
    wanted = Wanted(item=item, channel=channel, customer=customer)
    spans = _span(before, "before"), _span(after, "after")
    return _json(figures(caller.do(explain_gross_margin, wanted, *spans)))


@ROUTES.get("/trace/{subject:path}", responses={**SAID, **declared(404, 409)})
def chain(caller: TheCaller, subject: str) -> Response:
    """The audit chain of a subject, as `tieout trace` types it: SO-1, "lot OAT-A", "Invoice 145"."""
    return _json(figures(_chain(caller, subject)))


@ROUTES.get(
    "/picture/{subject:path}",
    responses={200: {"content": {"image/svg+xml": {}}}, **declared(404, 409)},
    response_class=Response,
)
def drawn(caller: TheCaller, subject: str) -> Response:
    """The audit chain of a subject as a picture (SVG)."""
    return Response(picture(_chain(caller, subject)), media_type="image/svg+xml")


def _chain(caller: Caller, subject: str) -> Chain:
    return caller.do(trace, only(subject, caller.do(candidates, subject)))


def _span(text: str, name: str) -> Span:
    try:
        return span(text)
    except ValueError as wrong:
        found = problem("parameter_unfit", Where(field=name), name=name, why=f"{wrong}.")
        raise TerminalError(found) from None


def _json(value: Any) -> Response:
    return Response(json.dumps(value, ensure_ascii=False), media_type="application/json")
