"""The server: the ASGI application, the faults on its wire, and how it is started.

Requests are executed one after the other in the event loop, so the books are never touched twice at
once; what waits (a timeout, a late commit) waits outside and blocks nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn

from .api import Api
from .company import open_books
from .control import Control
from .exchange import Request, Response
from .faults import Rule, Script
from .jsontext import dumps
from .oauth import Oauth
from .settings import Settings
from .throttle import too_many
from .webhooksender import Sender

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
REALM, TOKEN = "9130000000000001", "emulator-token"
LONGEST_TIMEOUT = 120.0  # QuickBooks itself gives up after this many seconds


class Application:
    """ASGI: control endpoints, scripted faults, then the API."""

    def __init__(self, api: Api, script: Script) -> None:
        self.api, self.script = api, script
        self.oauth = Oauth(api.books, api.grants, api.realm)
        self.control = Control(api, self.oauth, script)
        self.sender = Sender(api.books, api.webhooks)
        self._late: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        request = await _read(scope, receive)
        if request.path.startswith("/emulator/"):
            await self._control(request, send)
            return
        rule = self.script.strike(request.method, request.target, request.body.decode("utf-8", "replace"))
        if rule is None:
            await _answer(send, self.handle(request))
        else:
            await self._strike(rule, request, receive, send)
        self.sender.wake()

    async def _control(self, request: Request, send: Send) -> None:
        """A lever; delivering webhooks waits for their receiver and lets others go on meanwhile."""
        response = self.control.handle(request)
        if request.path == "/emulator/deliver" and response.status == 200:
            response = Response(200, dumps({"delivered": await self.sender.deliver()}))
        await _answer(send, response)
        self.sender.wake()

    def handle(self, request: Request) -> Response:
        """One request of a client, done and answered."""
        if self.oauth.serves(request.path):
            return self.oauth.handle(request)
        return self.api.handle(request)

    async def _strike(self, rule: Rule, request: Request, receive: Receive, send: Send) -> None:
        """Let a fault happen to a request."""
        if rule.kind == "status":
            await _answer(send, _status_answer(rule.status))
        elif rule.kind == "drop_before":
            _drop(send)
        elif rule.kind in ("timeout_before", "late_commit"):
            await _client_gone(receive, rule.seconds if rule.kind == "timeout_before" else 0)
            if rule.kind == "late_commit":
                self._land_later(rule, request)
            _drop(send)
        elif rule.kind == "delay":
            response = self.handle(request)
            await asyncio.sleep(rule.seconds)
            await _answer(send, response)
        else:
            await self._strike_after(rule, self.handle(request), receive, send)

    async def _strike_after(self, rule: Rule, response: Response, receive: Receive, send: Send) -> None:
        """Faults that happen once the change is stored."""
        if rule.kind == "timeout_after":
            await _client_gone(receive, rule.seconds)
            _drop(send)
        elif rule.kind == "drop_after":
            _drop(send)
        elif rule.kind == "status_after":
            await _answer(send, _status_answer(rule.status))
        else:
            text = "" if rule.kind == "empty" else response.text[: len(response.text) // 2]
            await _answer(send, Response(response.status, text, response.headers))

    def _land_later(self, rule: Rule, request: Request) -> None:
        """Execute a request some seconds after its client gave up."""

        async def land() -> None:
            await asyncio.sleep(rule.seconds)
            self.handle(request)
            self.sender.wake()

        task = asyncio.get_running_loop().create_task(land())
        self._late.add(task)
        task.add_done_callback(self._late.discard)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _read(scope: Scope, receive: Receive) -> Request:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
    query = scope["query_string"].decode("utf-8")
    return Request(scope["method"], scope["path"], query, headers, body)


async def _answer(send: Send, response: Response) -> None:
    body = response.body
    headers = {"Content-Type": "application/json;charset=UTF-8", **response.headers}
    headers["Content-Length"] = str(len(body))
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


def _status_answer(status: int) -> Response:
    """A scripted error with the recorded 429 body, or a SystemFault."""
    if status == 429:
        return Response(429, dumps(too_many()))
    error = {
        "Message": "An application error has occurred while processing your request",
        "Detail": "System Failure Error: scripted fault",
        "code": "10000",
    }
    return Response(status, dumps({"Fault": {"Error": [error], "type": "SystemFault"}}))


async def _client_gone(receive: Receive, seconds: float) -> None:
    """Wait until the client gives up, at most `seconds` (0: as long as QuickBooks would)."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds or LONGEST_TIMEOUT):
            while (await receive())["type"] != "http.disconnect":
                pass


def _drop(send: Send) -> None:
    """Cut the connection without an answer.

    ASGI has no word for it; the bound `send` of the server's own cycle leads to the transport.
    """
    cycle = getattr(send, "__self__", None)
    if cycle is None:
        raise RuntimeError("this server cannot drop a connection")
    cycle.transport.abort()
    cycle.disconnected = True


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
