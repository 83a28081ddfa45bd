"""Faults: whatever goes wrong is answered as problem+json (RFC 9457) with the catalogue's own words."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError, TransientError
from tieout.core.problem import Problem, Where

MEDIA_TYPE: Final = "application/problem+json"
RETRY_SECONDS: Final = "5"
STATUS: Final = {
    "api_key_unknown": 401,
    "api_key_over": 401,
    "act_not_permitted": 403,
    "route_unknown": 404,
    "lot_absent": 404,
    "order_not_known": 404,
    "run_not_known": 404,
    "transfer_not_known": 404,
    "subject_unknown": 404,
    "never_sold": 404,
    "never_stocked": 404,
    "method_not_allowed": 405,
    "subject_ambiguous": 409,
    "body_too_long": 413,
    "body_type_unknown": 415,
    "parameter_unfit": 422,
    "company_busy": 503,
    "outside_unavailable": 503,
}
"""The status of a problem; any other stops with 400."""


class Fault(BaseModel):
    """What is wrong, why, and the next step; `place` and `field` say where in what was sent."""

    type: str = Field(description="The problem's page in docs/reference/problems.md.")
    title: str = Field(description="What is wrong.")
    status: int
    code: str
    detail: str = Field(description="Why.")
    next_step: str
    owner: str = Field(description="The role that can mend it.")
    subject: str = ""
    place: int | None = Field(None, description="Which of the events sent, from 0.")
    field: str = ""


def fault_of(found: Problem, status: int = 0) -> Fault:
    """A problem in the form it is answered."""
    return Fault(
        type=f"docs/reference/problems.md#{found.code}",
        title=found.what,
        status=status or STATUS.get(found.code, 400),
        code=found.code,
        detail=found.why,
        next_step=found.next_step,
        owner=found.owner,
        subject=found.where.subject,
        place=found.where.line - 1 if found.where.line else None,
        field=found.where.field,
    )


def answer(found: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    """The answer to a call that a problem stopped."""
    fault = fault_of(found)
    extra = dict(headers or {})
    if fault.status == 401:
        extra["WWW-Authenticate"] = "Bearer"
    if fault.status == 503:
        extra["Retry-After"] = RETRY_SECONDS
    return JSONResponse(fault.model_dump(), fault.status, extra, MEDIA_TYPE)


def declared(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The faults a route may answer, for the OpenAPI document."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Fault"}}}
    words = {
        400: "The request cannot be read.",
        401: "No key, or one that is good no more.",
        403: "The key's scope may not do this.",
        404: "There is nothing of that name.",
        405: "The route has no such method.",
        409: "The name may stand for several things.",
        413: "The body is too long.",
        415: "The body is not JSON.",
        422: "A parameter is not what it should be.",
        503: "Somebody else writes the books now; come again.",
    }
    known = sorted({400, 401, 403, 405, 422, *statuses})
    return {status: {"description": words[status], "content": content} for status in known}


def install(app: FastAPI) -> None:
    """Answer every fault of an application in this form."""

    @app.exception_handler(TerminalError)
    def _stopped(_request: Request, stopped: TerminalError) -> JSONResponse:
        return answer(stopped.problem)

    @app.exception_handler(TransientError)
    def _unfinished(_request: Request, fault: TransientError) -> JSONResponse:
        return answer(fault.problem or problem("outside_unavailable", why=str(fault)))

    @app.exception_handler(RequestValidationError)
    def _unfit(_request: Request, refusal: RequestValidationError) -> JSONResponse:
        first = refusal.errors()[0]
        name = ".".join(str(part) for part in first["loc"][1:])
        return answer(problem("parameter_unfit", Where(field=name), name=name, why=first["msg"]))

    @app.exception_handler(HTTPException)
    def _http(request: Request, fault: HTTPException) -> JSONResponse:
        path = request.url.path[:200]
        if fault.status_code == 405:
            allowed = dict(fault.headers or {})
            found = problem("method_not_allowed", method=request.method, path=path)
            return answer(found, allowed)
        return answer(problem("route_unknown", path=path))
