"""Events: facts stated, in the same form and by the same intake as files of events."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from tieout.api.caller import Caller, TheCaller
from tieout.api.faults import Fault, declared, fault_of
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.runtime.facts import BODY_LIMIT, StatedFacts, cost_facts, state_facts

ROUTES = APIRouter(tags=["events"])

_EVENT: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["kind", "source", "id", "date"],
    "description": "One event; its fields are those of its kind in docs/reference/events.schema.json.",
    "properties": {name: {"type": "string"} for name in ("kind", "source", "id", "date")},
}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"oneOf": [_EVENT, {"type": "array", "items": _EVENT}]}}
        },
    }
}


class Outcome(BaseModel):
    """What became of one event sent: `place` is its place from 0, `event` the id it has for ever."""

    place: int
    outcome: Literal["taken", "revised", "repeated"]
    event: str
    revision: int


class Stated(BaseModel):
    """Counts, what became of each good event, and what is wrong with the others."""

    taken: int = Field(description="New events and revisions.")
    revised: int = Field(description="Those of the taken that revise a fact.")
    repeated: int = Field(description="Said before: nothing changed.")
    refused: int
    costed: int | None = Field(None, description="Steps worked in, where asked for.")
    outcomes: list[Outcome]
    problems: list[Fault]


class Costed(BaseModel):
    """How many steps were worked into lots and entries."""

    costed: int


async def _body(request: Request) -> bytes:
    """The body, read no further than its limit.

    Raises:
        TerminalError: it is longer, or is not said to be JSON.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise TerminalError(problem("body_type_unknown", kind=kind or "nothing"))
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_LIMIT:
            raise TerminalError(problem("body_too_long", limit=f"{BODY_LIMIT:,}"))
    return bytes(body)


@ROUTES.post("/events", openapi_extra=_BODY, responses=declared(413, 415, 503))
def state(caller: TheCaller, body: Annotated[bytes, Depends(_body)], *, cost: bool = False) -> Stated:
    """State one event or a list of them: good ones are taken, bad ones listed.

    The same again changes nothing; the same id with other content in a later call is a revision.
    `cost=true` works them into stock at once.
    """
    found = caller.do(state_facts, body)
    costed = caller.do(cost_facts) if cost and (found.taken or found.repeated) else None
    return _stated(found, costed)


def _stated(found: StatedFacts, costed: int | None) -> Stated:
    outcomes = [
        Outcome(
            place=place,
            outcome="repeated" if one.what == "repeated" else "revised" if one.revision else "taken",
            event=one.event,
            revision=one.revision,
        )
        for place, one in sorted(found.outcomes.items())
    ]
    return Stated(
        taken=found.taken,
        revised=found.revised,
        repeated=found.repeated,
        refused=found.refused,
        costed=costed,
        outcomes=outcomes,
        problems=[fault_of(one, 422) for one in found.problems],
    )


@ROUTES.post("/cost", responses=declared(503))
def cost(caller: TheCaller) -> Costed:
    """Work every accepted fact into stock and entries; nothing is sealed or sent to QuickBooks."""
    return Costed(costed=caller.do(cost_facts))


__all__ = ["ROUTES", "Caller"]
