"""Late commits land by the company's clock, in order, whatever has happened since."""

from __future__ import annotations

from datetime import timedelta

from quickbooks_emulator.online.exchange import Request
from quickbooks_emulator.online.jsontext import dumps, loads
from quickbooks_emulator.online.server import REALM
from tests.quickbooks_emulator.client import Client


def request(name: str, requestid: str) -> Request:
    path = f"/v3/company/{REALM}/customer"
    return Request("POST", path, f"requestid={requestid}", {}, dumps({"DisplayName": name}).encode())


def names(qbo: Client) -> list[str]:
    return [one["DisplayName"] for one in qbo.query("select * from Customer").get("Customer", [])]


def test_they_land_when_the_clock_has_come_so_far(qbo: Client) -> None:
    qbo.app.late.add(request("B", "r2"), timedelta(seconds=120))
    qbo.app.late.add(request("A", "r1"), timedelta(seconds=30))
    assert qbo.app.late.land() == 0
    qbo.send("POST", "/emulator/clock", {"advance": 30})
    assert names(qbo) == ["A"]
    assert loads(qbo.send("GET", "/emulator/late").text) == {"waiting": 1}
    qbo.send("POST", "/emulator/clock", {"advance": 90})
    assert names(qbo) == ["A", "B"]


def test_they_can_be_made_to_land(qbo: Client) -> None:
    qbo.app.late.add(request("A", "r1"), timedelta(seconds=120))
    assert loads(qbo.send("POST", "/emulator/land", {}).text) == {"landed": 1}
    assert names(qbo) == ["A"]


def test_what_was_sent_again_meanwhile_is_not_done_twice(qbo: Client) -> None:
    qbo.app.late.add(request("A", "r1"), timedelta(seconds=5))
    qbo.post("customer", {"DisplayName": "A"}, requestid="r1")
    qbo.app.late.land(at_once=True)
    assert names(qbo) == ["A"]
