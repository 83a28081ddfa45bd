"""Creation: a record is made under a request id of its own content, and every answer has one meaning."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.creation import created
from tieout.core.errors import TerminalError
from tieout.ports import NothingHappened, OutcomeUnknown


def said(status: int, body: Any, answer: str = "Account") -> tuple[dict[str, Any], list[str]]:
    asked: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.params["requestid"])
        return httpx2.Response(status, json=body)

    client = Client("https://example", "1", lambda: "token", transport=httpx2.MockTransport(handle))
    made = [created(client, "account", {"Name": "Scrap"}, "the account Scrap", answer) for _ in range(2)]
    client.close()
    return made[0], asked


def fault(code: str) -> dict[str, Any]:
    return {"Fault": {"Error": [{"Message": "m", "Detail": "d", "code": code}], "type": "ValidationFault"}}


def test_the_same_record_has_the_same_request_id() -> None:
    made, asked = said(200, {"Account": {"Id": "5"}})
    assert made == {"Id": "5"}
    assert asked[0] == asked[1]
    assert said(200, {"TaxCodeId": "5"}, "")[0] == {"TaxCodeId": "5"}


def test_every_answer_has_one_meaning() -> None:
    with pytest.raises(TerminalError) as refused:
        said(400, fault("6240"))
    assert refused.value.problem.code == "name_taken"
    with pytest.raises(NothingHappened):
        said(429, fault("3001"))
    with pytest.raises(OutcomeUnknown):
        said(500, fault("10000"))
    with pytest.raises(OutcomeUnknown):
        said(200, {"Customer": {"Id": "5"}})
