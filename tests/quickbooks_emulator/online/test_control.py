"""The control endpoints: a person's changes, settings, clock, state."""

from __future__ import annotations

from typing import Any

from quickbooks_emulator.online.jsontext import loads
from tests.quickbooks_emulator.client import Client, item_line


def control(qbo: Client, name: str, body: Any = None, **query: str) -> dict[str, Any]:
    method = "GET" if body is None else "POST"
    response = qbo.send(method, f"/emulator/{name}", body, **query)
    assert response.status == 200, response.text
    answer: dict[str, Any] = loads(response.text)
    return answer


def receipt(qbo: Client, **fields: Any) -> dict[str, Any]:
    return qbo.post("salesreceipt", {"Line": [item_line(5)]} | fields)


def test_a_person_edits_redates_duplicates_voids_and_deletes(qbo: Client) -> None:
    made = receipt(qbo, DocNumber="A")
    target = {"entity": "SalesReceipt", "id": made["Id"]}
    control(qbo, "edit", target | {"change": {"Line": [item_line(6)]}})
    assert qbo.read("salesreceipt", made["Id"])["TotalAmt"] == 6
    control(qbo, "redate", target | {"change": {"TxnDate": "2026-02-02"}})
    assert qbo.balances("2026-02-02")["Services"] == "-6.00"
    copy = control(qbo, "duplicate", target)["SalesReceipt"]
    assert copy["DocNumber"] == "A"
    assert copy["Id"] != made["Id"]
    control(qbo, "void", {"entity": "SalesReceipt", "id": copy["Id"]})
    assert qbo.read("salesreceipt", copy["Id"])["PrivateNote"] == "Voided"
    control(qbo, "delete", target)
    assert qbo.balances() == {}
    assert control(qbo, "counts")["counts"]["SalesReceipt"] == 1
    assert control(qbo, "counts")["deleted"] == {"SalesReceipt": 1}


def test_a_person_may_post_into_a_closed_period(qbo: Client) -> None:
    control(qbo, "closing-date", {"date": "2026-05-31"})
    body = {"Line": [item_line(5)], "TxnDate": "2026-05-01"}
    assert qbo.fault("salesreceipt", body)["code"] == "6200"
    control(qbo, "create", {"entity": "SalesReceipt", "body": body})
    assert qbo.balances("2026-05-31")["Services"] == "-5.00"
    control(qbo, "closing-date", {"date": None})
    qbo.post("salesreceipt", body)


def test_the_state_hash_tells_companies_apart() -> None:
    first, second = Client(), Client()
    assert control(first, "state")["hash"] == control(second, "state")["hash"]
    receipt(first)
    assert control(first, "state")["hash"] != control(second, "state")["hash"]
    receipt(second)
    assert control(first, "state")["hash"] == control(second, "state")["hash"]
    full = control(first, "state", full="true")
    assert full["postings"] == len(full["ledger"]) == 2
    assert full["objects"]["SalesReceipt"][0]["TotalAmt"] == 5


def test_settings_and_clock_change_while_it_runs(qbo: Client) -> None:
    shown = control(qbo, "settings", {"requestid": "ignored"})
    assert shown["requestid"] == control(qbo, "settings")["requestid"] == "ignored"
    control(qbo, "clock", {"now": "2027-01-01T12:00:00+00:00"})
    assert receipt(qbo)["TxnDate"] == "2027-01-01"
    control(qbo, "clock", {"advance": 86400})
    assert receipt(qbo)["TxnDate"] == "2027-01-02"
    assert control(qbo, "clock", {"now": None})["now"]


def test_wrong_calls_are_explained(qbo: Client) -> None:
    assert qbo.send("GET", "/emulator/state", token="wrong").status == 401
    assert qbo.send("GET", "/emulator/nothing").status == 404
    for name, body in (
        ("settings", {"nonsense": 1}),
        ("settings", {"throttle": "perhaps"}),
        ("settings", {"ast": "perhaps"}),
        ("faults", [{"kind": "nonsense"}]),
        ("edit", {"entity": "Wish", "id": "1"}),
        ("edit", {"entity": "Invoice"}),
        ("void", {"entity": "Invoice", "id": "1"}),
    ):
        assert qbo.send("POST", f"/emulator/{name}", body).status == 400, name
