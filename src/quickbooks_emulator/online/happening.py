"""The happening: what a fault does to one request, before anything is sent or waited for.

The wire and the direct line both ask here, so that a fault means the same on both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from . import gateway
from .books import Books
from .exchange import Request, Response
from .faults import Rule
from .itemfault import struck
from .jsontext import Body, dumps

SYSTEM_FAULT = "An application error has occurred while processing your request"
_NOTHING = timedelta(0)
_UNANSWERED = ("timeout_after", "drop_after")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A response after `wait`, or none: the connection hangs or is cut.

    It hangs for `wait`, or until the client goes where that is zero. `late` says how long after the
    client is gone the request is done.
    """

    response: Response | None = None
    wait: timedelta = _NOTHING
    hangs: bool = False
    late: timedelta | None = None


class Happenings:
    """What faults do: `handle` does a request, `admit` says why one is refused before it is done."""

    def __init__(
        self,
        books: Books,
        handle: Callable[[Request], Response],
        admit: Callable[[Request], Response | None],
    ) -> None:
        self._books, self._handle, self._admit = books, handle, admit

    def of(self, rule: Rule, request: Request) -> Happening:
        """Let a fault happen to a request, as far as the company is concerned."""
        wait = timedelta(seconds=rule.seconds)
        if rule.kind == "late_commit":
            return self._late(request, wait)
        if rule.kind in ("drop_before", "timeout_before"):
            return Happening(hangs=rule.kind == "timeout_before", wait=wait)
        if rule.kind in _UNANSWERED:
            self._handle(request)
            return Happening(hangs=rule.kind == "timeout_after", wait=wait)
        response = self._response(rule, request)
        return Happening(response=response, wait=wait if rule.kind == "delay" else _NOTHING)

    def _late(self, request: Request, pause: timedelta) -> Happening:
        """Refused at the gate like any other; else never answered, and done when the client is gone."""
        refused = self._admit(request)
        if refused is not None:
            return Happening(response=refused)
        return Happening(hangs=True, late=pause)

    def _response(self, rule: Rule, request: Request) -> Response:
        if rule.kind == "status":
            return self._status(rule)
        if rule.kind in ("item", "item_after"):
            return struck(rule, request, self._handle, _error(rule))
        response = self._handle(request)
        if rule.kind == "delay":
            return response
        if rule.kind == "twice":
            return self._handle(request)
        if rule.kind == "status_after":
            return self._status(rule)
        content = b"" if rule.kind == "empty" else response.body[: len(response.body) // 2]
        return Response(response.status, "", response.headers, content)

    def _status(self, rule: Rule) -> Response:
        """The scripted status: the gateway's own bodies where it has one, else a fault."""
        settings = self._books.settings
        if not rule.code and rule.status in (401, 403, 429):
            if rule.status == 429:
                return gateway.throttled(settings)
            if rule.status == 403:
                return gateway.forbidden(settings)
            return gateway.unauthorized("scripted fault")
        error = _error(rule)
        kind = "SystemFault" if error["code"] == "10000" else "ValidationFault"
        return Response(rule.status, dumps({"Fault": {"Error": [error], "type": kind}}))


def _error(rule: Rule) -> Body:
    """The error a rule spells out, else the system's own."""
    return {
        "Message": rule.message or SYSTEM_FAULT,
        "Detail": rule.detail or "System Failure Error: scripted fault",
        "code": rule.code or "10000",
    }
