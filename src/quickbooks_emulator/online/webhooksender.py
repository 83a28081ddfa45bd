"""The sender: takes the webhooks that are due to the app's address on this machine."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Callable
from urllib.parse import urlsplit

from .books import Books
from .clock import stamp
from .jsontext import Body
from .webhookbody import body, headers
from .webhooks import Telling, Webhooks

Post = Callable[[str, bytes, dict[str, str], int], int]
PAUSE = 0.05  # between two looks at the clock


class Sender:
    """Delivers for one company; one request at a time."""

    def __init__(self, books: Books, webhooks: Webhooks, post: Post | None = None) -> None:
        self._books, self._webhooks = books, webhooks
        self._post = post or _post
        self._one_at_a_time = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """See to it that what waits is delivered when it is due."""
        if self._webhooks.pending and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def deliver(self) -> list[Body]:
        """Deliver everything now, each once, whatever was due when; what each was answered."""
        results: list[Body] = []
        if not self._books.settings.webhook_url:
            return results
        async with self._one_at_a_time:
            for _ in range(1000):
                telling = self._webhooks.next(at_once=True)
                if telling is None:
                    return results
                status = await self._send(telling)
                results.append({"events": len(telling.events), "status": status})
                if status != 200:
                    return results
        return results

    async def _run(self) -> None:
        while self._webhooks.pending and self._books.settings.webhook_url:
            async with self._one_at_a_time:
                telling = self._webhooks.next()
                if telling is not None:
                    await self._send(telling)
            if telling is None:
                await asyncio.sleep(PAUSE)

    async def _send(self, telling: Telling) -> int:
        """One request; 0 for no answer in time."""
        settings = self._books.settings
        content = body(telling.events, settings)
        sent = headers(content, settings, stamp(self._books.clock.now()))
        seconds = settings.webhook_timeout_seconds
        try:
            async with asyncio.timeout(seconds):
                call = (settings.webhook_url, content, sent, seconds)
                status = await asyncio.to_thread(self._post, *call)
        except (OSError, http.client.HTTPException, TimeoutError):
            status = 0
        self._webhooks.answered(telling, acknowledged=status == 200)
        self._books.store.commit()
        return status


def _post(url: str, content: bytes, sent: dict[str, str], seconds: int) -> int:
    """The status of a POST to an address on this machine."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, content, sent)
        return connection.getresponse().status
    finally:
        connection.close()
