"""The strike: lets a fault happen to one request on the wire."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from . import gateway
from .books import Books
from .exchange import Request, Response
from .faults import Rule
from .itemfault import struck
from .jsontext import Body, dumps
from .late import Late

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
LONGEST_TIMEOUT = 120.0  # QuickBooks itself gives up after this many seconds
SYSTEM_FAULT = "An application error has occurred while processing your request"


class Strike:
    """How each kind of fault happens.

    `handle` does a request, `admit` says why one is refused before it is done, `answer` sends a response.
    """

    def __init__(
        self,
        books: Books,
        late: Late,
        handle: Callable[[Request], Response],
        admit: Callable[[Request], Response | None],
        answer: Callable[[Send, Response], Awaitable[None]],
    ) -> None:
        self._books, self._late, self._handle, self._answer = books, late, handle, answer
        self._admit = admit

    async def strike(self, rule: Rule, request: Request, receive: Receive, send: Send) -> None:
        """Let a fault happen to a request."""
        if rule.kind == "status":
            await self._answer(send, self._status(rule))
        elif rule.kind == "drop_before":
            drop(send)
        elif rule.kind == "timeout_before":
            await _client_gone(receive, rule.seconds)
            drop(send)
        elif rule.kind == "late_commit":
            await self._commit_late(rule, request, receive, send)
        elif rule.kind == "delay":
            response = self._handle(request)
            await asyncio.sleep(rule.seconds)
            await self._answer(send, response)
        elif rule.kind in ("item", "item_after"):
            await self._answer(send, struck(rule, request, self._handle, _error(rule)))
        else:
            await self._after(rule, request, receive, send)

    async def _commit_late(self, rule: Rule, request: Request, receive: Receive, send: Send) -> None:
        """Refused at the gate like any other; else never answered, and done when the client is gone."""
        refused = self._admit(request)
        if refused is not None:
            await self._answer(send, refused)
            return
        await _client_gone(receive, 0)
        self._late.add(request, timedelta(seconds=rule.seconds))
        drop(send)

    async def _after(self, rule: Rule, request: Request, receive: Receive, send: Send) -> None:
        """Faults that happen once the change is stored."""
        response = self._handle(request)
        if rule.kind == "twice":
            await self._answer(send, self._handle(request))
        elif rule.kind == "timeout_after":
            await _client_gone(receive, rule.seconds)
            drop(send)
        elif rule.kind == "drop_after":
            drop(send)
        elif rule.kind == "status_after":
            await self._answer(send, self._status(rule))
        else:
            content = b"" if rule.kind == "empty" else response.body[: len(response.body) // 2]
            await self._answer(send, Response(response.status, "", response.headers, content))

    def _status(self, rule: Rule) -> Response:
        """The scripted status: the gateway's own bodies where it has one, else a fault."""
        settings = self._books.settings
        if not rule.code and rule.status in (401, 403, 429):
            if rule.status == 429:
                return gateway.throttled(settings)
            return gateway.forbidden() if rule.status == 403 else gateway.unauthorized("scripted fault")
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


async def _client_gone(receive: Receive, seconds: float) -> None:
    """Wait until the client gives up, at most `seconds` (0: as long as QuickBooks would)."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds or LONGEST_TIMEOUT):
            while (await receive())["type"] != "http.disconnect":
                pass


def drop(send: Send) -> None:
    """Cut the connection without an answer.

    ASGI has no word for it; the bound `send` of the server's own cycle leads to the transport.
    """
    cycle = getattr(send, "__self__", None)
    if cycle is None:
        raise RuntimeError("this server cannot drop a connection")
    cycle.transport.abort()
    cycle.disconnected = True
