"""The request id: the first answer again, whatever happened since; never a second document."""

from __future__ import annotations

from typing import Any

import pytest

from tests.quickbooks_emulator.client import Client, item_line


def receipt(amount: int = 5, **fields: Any) -> dict[str, Any]:
    return {"Line": [item_line(amount)]} | fields


def made(qbo: Client) -> int:
    return len(qbo.books.store.objects.get("SalesReceipt", {}))


def test_the_original_answer_comes_back_after_a_change(qbo: Client) -> None:
    first = qbo.post("salesreceipt", receipt(), requestid="r1")
    change = {"Id": first["Id"], "SyncToken": "0", "sparse": True, "PrivateNote": "changed"}
    qbo.post("salesreceipt", change, requestid="r2")
    assert qbo.post("salesreceipt", receipt(), requestid="r1") == first
    assert made(qbo) == 1
    key = {"Id": first["Id"], "SyncToken": "1"}
    stub = qbo.post("salesreceipt", key, operation="delete", requestid="r3")
    assert qbo.post("salesreceipt", key, operation="delete", requestid="r3") == stub
    assert qbo.post("salesreceipt", receipt(), requestid="r1") == first
    assert made(qbo) == 0


def test_ignored_ids_create_again() -> None:
    qbo = Client(requestid="ignored")
    for _ in range(2):
        qbo.post("salesreceipt", receipt(), requestid="r1")
    assert made(qbo) == 2


def test_ids_are_forgotten_after_a_while() -> None:
    qbo = Client(requestid_seconds=60)
    qbo.post("salesreceipt", receipt(), requestid="r1")
    qbo.books.clock.advance(59)
    qbo.post("salesreceipt", receipt(), requestid="r1")
    assert made(qbo) == 1
    qbo.books.clock.advance(5)
    qbo.post("salesreceipt", receipt(), requestid="r1")
    assert made(qbo) == 2


@pytest.mark.parametrize(("setting", "code"), [("600", "600"), ("2600", "2600"), ("replay", "")])
def test_another_body_under_the_same_id(setting: str, code: str) -> None:
    qbo = Client(requestid_mismatch=setting)
    first = qbo.post("salesreceipt", receipt(5), requestid="r1")
    if code:
        assert qbo.fault("salesreceipt", receipt(6), requestid="r1")["code"] == code
    else:
        assert qbo.post("salesreceipt", receipt(6), requestid="r1") == first
    assert made(qbo) == 1


@pytest.mark.parametrize("replays", [False, True])
def test_whether_a_refusal_is_replayed(*, replays: bool) -> None:
    qbo = Client(requestid_replays_faults=replays)
    body = {"CustomerRef": {"value": "1"}, "Line": [item_line(5)]}
    assert qbo.fault("invoice", body, requestid="r1")["code"] == "2500"
    qbo.customer()
    status = qbo.send("POST", "invoice", body, requestid="r1").status
    assert status == (400 if replays else 200)


def test_an_id_longer_than_fifty_is_refused(qbo: Client) -> None:
    assert qbo.fault("salesreceipt", receipt(), requestid="r" * 51)["code"] == "2130"
    qbo.post("salesreceipt", receipt(), requestid="r" * 50)
