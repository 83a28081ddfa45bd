"""The server: the ASGI application, the faults on its wire, and how it is started.

Requests are executed one after the other in the event loop, so the books are never touched twice at
once; what waits (a timeout, a late commit) waits outside and blocks nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn

from . import gateway
from .api import Api
from .company import open_books
from .control import Control
from .exchange import Request, Response, inflated
from .faults import Script
from .happening import Happenings
from .jsontext import dumps
from .late import Late
from .oauth import Oauth
from .settings import Settings
from .strike import Receive, Send, strike
from .webhooksender import PAUSE, Sender

Scope = dict[str, Any]
REALM, TOKEN = "9130000000000001", "emulator-token"


class Application:
    """ASGI: control endpoints, scripted faults, then the API."""

    def __init__(self, api: Api, script: Script) -> None:
        self.api, self.script = api, script
        self.oauth = Oauth(api.books, api.grants, api.realm)
        self.late = Late(api.books.clock, self._perform)
        self.control = Control(api, self.oauth, script, self.late)
        self.sender = Sender(api.books, api.webhooks)
        self.happenings = Happenings(api.books, self.handle, self._admit)
        self._running, self._chance = 0, random.Random(0)  # noqa: S311 - a seeded delay, no secret
        self._landing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        request = await _read(scope, receive)
        if request.path.startswith("/emulator/"):
            await self._control(request, send)
            return
        limit = self.api.books.settings.concurrent_requests
        if limit and self._running >= limit:
            await _answer(send, gateway.throttled(self.api.books.settings))
            return
        self._running += 1
        try:
            await self._serve(request, receive, send)
        finally:
            self._running -= 1

    def handle(self, request: Request) -> Response:
        """One request of a client, done and answered."""
        if self.oauth.serves(request.path):
            return self.oauth.handle(request)
        return self.api.handle(request)

    def _admit(self, request: Request) -> Response | None:
        """Why a request is refused before it is done; OAuth looks for itself."""
        return None if self.oauth.serves(request.path) else self.api.gate(request)

    def _perform(self, request: Request) -> Response:
        """A request that was admitted before."""
        return self.handle(request) if self.oauth.serves(request.path) else self.api.perform(request)

    async def _serve(self, request: Request, receive: Receive, send: Send) -> None:
        await self._be_slow()
        rule = self.script.strike(request) if self.script.rules else None
        if rule is None:
            await _answer(send, self.handle(request))
        else:
            happening = self.happenings.of(rule, request)
            await strike(happening, request, self.late, _answer, receive, send)
        self._wake()

    async def _be_slow(self) -> None:
        """Wait as long as the latency settings say; what is slower lets others pass."""
        settings = self.api.books.settings
        if settings.latency_milliseconds or settings.latency_spread_milliseconds:
            spread = self._chance.randint(0, settings.latency_spread_milliseconds)
            await asyncio.sleep((settings.latency_milliseconds + spread) / 1000)

    async def _control(self, request: Request, send: Send) -> None:
        """A lever; delivering webhooks waits for their receiver and lets others go on meanwhile."""
        response = self.control.handle(request)
        if request.path == "/emulator/deliver" and response.status == 200:
            response = Response(200, dumps({"delivered": await self.sender.deliver()}))
        if request.path == "/emulator/settings":
            self._chance.seed(self.api.books.settings.latency_seed)
        await _answer(send, response)
        self._wake()

    def _wake(self) -> None:
        """See to it that what is due later happens then."""
        self.sender.wake()
        if self.late.pending and (self._landing is None or self._landing.done()):
            self._landing = asyncio.get_running_loop().create_task(self._land())

    async def _land(self) -> None:
        while self.late.pending:
            if self.late.land():
                self.sender.wake()
            await asyncio.sleep(PAUSE)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _read(scope: Scope, receive: Receive) -> Request:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            break
    body = b"".join(parts)
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if "content-encoding" in headers:
        body = inflated(body, headers["content-encoding"])
    query = scope["query_string"].decode("utf-8", "replace")
    return Request(scope["method"], scope["path"], query, headers, body)


async def _answer(send: Send, response: Response) -> None:
    body = response.body
    charset = ";charset=UTF-8" if response.status == 200 else ""  # as recorded
    headers = {"Content-Type": f"application/json{charset}", **response.headers}
    headers["Content-Length"] = str(len(body))
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


def build(
    settings: Settings | None = None,
    *,
    realm: str = REALM,
    token: str = TOKEN,
    chart: str = "empty",
    state: Path | None = None,
    faults: list[dict[str, Any]] | None = None,
) -> Application:
    """The application over a company from a file or a chart."""
    books = open_books(settings or Settings(), state, chart)
    return Application(Api(books, realm, token), Script(faults))


def listen(port: int) -> socket.socket:
    """A loopback socket that already accepts connections; port 0 picks a free one."""
    # The protocol must be named: only then asyncio switches Nagle's delay (40 ms an answer) off.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    bound.listen(128)
    return bound


def uvicorn_server(application: Application) -> uvicorn.Server:
    """The HTTP server, quiet."""
    return uvicorn.Server(
        uvicorn.Config(
            application,
            log_level="error",
            access_log=False,
            lifespan="off",
            server_header=False,
            headers=[("Server", "nginx")],
            timeout_graceful_shutdown=1,
        )
    )


@contextlib.contextmanager
def running(application: Application) -> Iterator[str]:
    """Serve an application from a thread of this process; gives its address."""
    bound = listen(0)
    server = uvicorn_server(application)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        bound.close()
        application.api.books.store.close()
