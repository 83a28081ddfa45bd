"""Callback: the answer of a sign-in, received on this machine's loopback or pasted by a person."""

from __future__ import annotations

import hmac
import os
import queue
import re
import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Final, TextIO
from urllib.parse import parse_qs, urlsplit

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError

PATH: Final = "/callback"
LOOPBACK: Final = "127.0.0.1"
IDLE_SECONDS: Final = 10
POLL_SECONDS: Final = 0.1
MINUTES: Final = 10
"""How long a person may take to sign in."""

_REALM: Final = re.compile(r"[0-9]{1,30}")
_DONE: Final = b"tieout has the answer. You can close this window and go back to the terminal.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a sign-in came back with."""

    code: str = field(repr=False)
    realm: str


def answer_of(address: str, state: str) -> Answer:
    """The answer in the address a browser was sent to.

    Raises:
        TerminalError: it belongs to another sign-in, was declined, or is not whole.
    """
    fields = {name: values[0] for name, values in parse_qs(urlsplit(address.strip()).query).items()}
    missing = [name for name in ("state",) if not fields.get(name)]
    if not missing and not hmac.compare_digest(fields["state"].encode(), state.encode()):
        raise TerminalError(problem("sign_in_not_ours"))
    if not missing and fields.get("error"):
        raise TerminalError(problem("sign_in_declined", error=fields["error"][:100]))
    missing += [name for name in ("code", "realmId") if not fields.get(name)]
    if missing:
        raise TerminalError(problem("sign_in_unfit", missing=", ".join(missing)))
    if not _REALM.fullmatch(fields["realmId"]):
        raise TerminalError(problem("sign_in_unfit", missing="a realmId of digits"))
    return Answer(code=fields["code"], realm=fields["realmId"])


class Callback:
    """A server on the loopback for the time of one sign-in; other answers than ours are turned away."""

    def __init__(self, server: ThreadingHTTPServer, found: queue.SimpleQueue[str]) -> None:
        self._server, self._found = server, found

    @property
    def redirect_uri(self) -> str:
        """The address to be registered at Intuit, and given with the question."""
        return f"http://localhost:{self._server.server_address[1]}{PATH}"

    def arrived(self) -> str:
        """The address that came in, or ""."""
        try:
            return self._found.get_nowait()
        except queue.Empty:
            return ""


@contextmanager
def listening(port: int, state: str) -> Iterator[Callback]:
    """Receive the answer to `state` on a port of the loopback; 0 picks a free one.

    Raises:
        TerminalError: the port is taken.
    """
    found: queue.SimpleQueue[str] = queue.SimpleQueue()
    try:
        server = ThreadingHTTPServer((LOOPBACK, port), _handler(state, found))
    except OSError as fault:
        raise TerminalError(problem("callback_port_taken", port=port, why=fault.strerror)) from None
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield Callback(server, found)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(state: str, found: queue.SimpleQueue[str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Takes the one answer; repeats nothing of what it is sent, and logs nothing of it."""

        timeout = IDLE_SECONDS

        def do_GET(self) -> None:
            """Answer the browser."""
            parts = urlsplit(self.path)
            stated = parse_qs(parts.query).get("state", [""])[0]
            if parts.path != PATH:
                self._say(404, b"Nothing is here.\n")
            elif not hmac.compare_digest(stated.encode(), state.encode()):
                self._say(400, b"This is not the sign-in tieout waits for.\n")
            else:
                self._say(200, _DONE)
                found.put(self.path)

        def _say(self, status: int, text: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(text)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Security-Policy", "default-src 'none'")
            self.send_header("Referrer-Policy", "no-referrer")
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
            """Say nothing: the line would hold the code."""

    return Handler


class Keyboard:
    """Lines a person pastes, as they come; read past the stream's own buffer, which hides what it holds."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._held = b""

    @property
    def open(self) -> bool:
        """Whether something may still come."""
        return self._stream is not None

    def line(self, seconds: float) -> str:
        """The next line with something in it, waited for at most so long; "" = none yet."""
        if self._stream is None:
            threading.Event().wait(seconds)
            return ""
        if select.select([self._stream], [], [], seconds)[0]:
            came = os.read(self._stream.fileno(), 65536)
            self._held += came or b"\n"
            if not came:
                self._stream = None
        *lines, self._held = self._held.split(b"\n")
        return next((text for text in (one.decode(errors="replace").strip() for one in lines) if text), "")


def awaited(callback: Callback | None, pasted: TextIO | None, *, minutes: int = MINUTES) -> str:
    """The address the sign-in ended at, whichever way it comes first.

    Raises:
        TerminalError: none came in time, or none can come.
    """
    until, keyboard = monotonic() + minutes * 60, Keyboard(pasted)
    while monotonic() < until and (callback or keyboard.open):
        if callback and (address := callback.arrived()):
            return address
        if line := keyboard.line(POLL_SECONDS):
            return line
    raise TerminalError(problem("sign_in_unanswered", minutes=minutes))
