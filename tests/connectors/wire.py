"""Wire: a QuickBooks company reached over a connection that can be cut, held up and turned away.

The trouble is made on our side of the wire, so the company at its other end may be Intuit's own.
"""

from __future__ import annotations

from collections import Counter

import httpx2

from tests.connectors.contract import Trouble
from tests.connectors.emulator import mapped
from tests.connectors.sample import DAY
from tieout.connectors.quickbooks_online import Client, QuickBooksOnline
from tieout.connectors.quickbooks_online.mark import document_of

THROTTLED = {"Fault": {"Error": [{"Message": "ThrottleExceeded", "code": "3001"}], "type": "SERVICE"}}


class Wire(httpx2.BaseTransport):
    """Passes requests on, but for the next batch that is struck."""

    def __init__(self) -> None:
        self.inner = httpx2.HTTPTransport()
        self.trouble: Trouble | None = None
        self.nameless = False
        self.late: list[httpx2.Request] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if not request.url.path.endswith("/batch"):
            return self.inner.handle_request(request)
        request.read()
        if self.nameless:
            request = copied(request, nameless=True)
        trouble, self.trouble = self.trouble, None
        if trouble == "throttled":
            return httpx2.Response(429, json=THROTTLED, request=request)
        if trouble == "stored late":
            self.late.append(copied(request))
        if trouble == "reply lost":
            self.inner.handle_request(request).read()
        if trouble in {"request lost", "reply lost", "stored late"}:
            raise httpx2.ReadTimeout("no answer came", request=request)
        return self.inner.handle_request(request)

    def land(self) -> None:
        """Bring what was held up to its end."""
        for request in self.late:
            answer = self.inner.handle_request(request)
            answer.read()
            assert answer.status_code == 200, answer.text
        self.late.clear()

    def close(self) -> None:
        self.inner.close()


def copied(request: httpx2.Request, *, nameless: bool = False) -> httpx2.Request:
    """The same request once more; `nameless` = without its request id, as if that were ignored."""
    url = request.url.copy_remove_param("requestid") if nameless else request.url
    headers = {name: value for name, value in request.headers.items() if name.lower() != "content-length"}
    return httpx2.Request(request.method, url, headers=headers, content=request.content)


class Wired:
    """A subject of the contract: a company, mapped to accounts of its own, over a wire."""

    def __init__(self, client: Client, wire: Wire, salt: str) -> None:
        self.client, self.wire, self.salt = client, wire, salt
        self.books = QuickBooksOnline.of_company(client)
        self.mapping = mapped(self.books)

    def strike(self, trouble: Trouble) -> None:
        self.wire.trouble = trouble

    def ignore_request_ids(self) -> None:
        self.wire.nameless = True

    def let_late_writes_land(self) -> None:
        self.wire.land()

    def marks(self) -> Counter[str]:
        rows = self.client.rows("JournalEntry", f"TxnDate = '{DAY.isoformat()}'")
        return Counter(document_of(row.get("PrivateNote", "")) or "" for row in rows)
