"""Listen: QuickBooks' notices on this machine's loopback, believed by their signature, kept as they came.

A tunnel or a proxy of yours brings them here. They are kept before they are acknowledged, in the machine's
registry, so that a long write of the books never makes QuickBooks wait; the next sweep looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from tieout.connectors.quickbooks_online.webhook import latest, notices, signed
from tieout.storage.registry import Registry

LOOPBACK: Final = "127.0.0.1"
LONGEST_BYTES: Final = 4_000_000
TAKEN, UNSIGNED, TOO_LONG = 200, 401, 413
Told = Callable[[int], None]


def take(shared: Registry, body: bytes, signature: str, verifier: str, now: datetime) -> tuple[int, int]:
    """(status to answer, new notices kept) of one request; what is not signed by QuickBooks is not kept."""
    if not signed(body, signature, verifier):
        return UNSIGNED, 0
    rows = [(notice.key, notice.realm, notice.at) for notice in latest(notices(body, now))]
    return TAKEN, shared.keep_notices(rows, body.decode("utf-8", errors="replace"), now)


@contextmanager
def listening(
    shared: Registry,
    port: int,
    verifier: str,
    clock: Callable[[], datetime],
    told: Told = lambda _new: None,
) -> Iterator[ThreadingHTTPServer]:
    """A server on the loopback, to be run by `serve_forever`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 < length <= LONGEST_BYTES:
                self._answer(TOO_LONG)
                return
            body = self.rfile.read(length)
            status, new = take(shared, body, self.headers.get("intuit-signature", ""), verifier, clock())
            self._answer(status)
            told(new)

        def _answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *values: object) -> None:  # noqa: A002 - the name http.server uses
            """Nothing of a request is logged: it may hold what is not ours."""

    server = ThreadingHTTPServer((LOOPBACK, port), Handler)
    try:
        yield server
    finally:
        server.server_close()
