"""Client: what it asks before a request; what becomes of answers is told in test_decode."""

from __future__ import annotations

from contextlib import closing

import httpx2

from tieout.connectors.quickbooks_online.client import Client


def test_each_request_waits_for_its_permit_but_those_that_delivery_has_one_for() -> None:
    kinds: list[str] = []
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json={"QueryResponse": {}}))
    with closing(
        Client("https://example", "1", lambda: "token", before=kinds.append, transport=transport)
    ) as client:
        client.query("select * from Account")
        client.create("account", "request 1", b"{}")
        client.upload("request 2", b"", "text/plain")
        assert kinds == ["read", "write", "write"]
        client.create("customer", "request 3", b"{}", permitted=True)
        client.post_batch("request 4", b"{}")
        assert kinds == ["read", "write", "write"]
        assert client.calls == {"read": 1, "write": 4}
