"""The strike: lets what happens to a request happen on the wire."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from .exchange import Request, Response
from .happening import Happening
from .late import Late

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Answer = Callable[[Send, Response], Awaitable[None]]
LONGEST_TIMEOUT = 120.0  # QuickBooks itself gives up after this many seconds


async def strike(
    happening: Happening, request: Request, late: Late, answer: Answer, receive: Receive, send: Send
) -> None:
    """Answer, hang or cut the connection; what is late waits for the client to go first."""
    if happening.response is not None:
        if happening.wait:
            await asyncio.sleep(happening.wait.total_seconds())
        await answer(send, happening.response)
        return
    if happening.hangs:
        await _client_gone(receive, happening.wait.total_seconds())
    if happening.late is not None:
        late.add(request, happening.late)
    drop(send)


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
