"""Some items of a batch are refused on the wire, done or not."""

from __future__ import annotations

from typing import Any

import pytest

from quickbooks_emulator.online.exchange import Request, Response
from quickbooks_emulator.online.faults import Rule
from quickbooks_emulator.online.itemfault import struck
from quickbooks_emulator.online.jsontext import dumps, loads
from quickbooks_emulator.online.server import REALM, TOKEN
from tests.quickbooks_emulator.client import Client

ERROR = {"Message": "M", "Detail": "D", "code": "10000"}


def answered(qbo: Client, kind: str, batch: Any) -> Response:
    headers = {"authorization": f"Bearer {TOKEN}"}
    request = Request("POST", f"/v3/company/{REALM}/batch", "requestid=r", headers, dumps(batch).encode())
    return struck(Rule(kind, body="Bob"), request, qbo.app.handle, ERROR)


def names(*of: str) -> dict[str, Any]:
    items = [
        {"bId": str(at), "operation": "create", "Customer": {"DisplayName": one}}
        for at, one in enumerate(of)
    ]
    return {"BatchItemRequest": items}


@pytest.mark.parametrize(("kind", "made"), [("item", ["Ada", "Cy"]), ("item_after", ["Ada", "Bob", "Cy"])])
def test_the_item_that_matches_is_refused(qbo: Client, kind: str, made: list[str]) -> None:
    items = loads(answered(qbo, kind, names("Ada", "Bob", "Cy")).text)["BatchItemResponse"]
    faults = {one["bId"]: one["Fault"]["type"] for one in items if "Fault" in one}
    assert faults == {"1": "SystemFault"}
    assert sorted(one["bId"] for one in items) == ["0", "1", "2"]
    assert [one["DisplayName"] for one in qbo.query("select * from Customer")["Customer"]] == made


def test_what_is_no_batch_is_done_as_it_is(qbo: Client) -> None:
    batches: list[Any] = [{"x": 1}, [], names()]
    for batch in batches:
        assert answered(qbo, "item", batch).status in (200, 400)
    assert answered(qbo, "item", {"BatchItemRequest": [1] * 31}).status == 400
