"""The server on the wire: faults, and requests that do not block each other."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from quickbooks_emulator.online.server import REALM, TOKEN, build, running
from quickbooks_emulator.online.settings import Settings
from tests.quickbooks_emulator.client import item_line

HEADERS = {"Authorization": f"Bearer {TOKEN}"}
RECEIPT = {"Line": [item_line(5)]}


class Wire:
    """A running emulator and a client for it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = httpx2.Client(base_url=url, headers=HEADERS, timeout=5)

    def receipt(self, timeout: float = 5, **query: str) -> httpx2.Response:
        path = f"/v3/company/{REALM}/salesreceipt"
        return self.client.post(path, json=RECEIPT, params=query, timeout=timeout)

    def script(self, **rule: Any) -> None:
        response = self.client.post("/emulator/faults", json=[rule])
        assert response.status_code == 200, response.text

    def stored(self) -> int:
        counts = self.client.get("/emulator/counts").json()["counts"]
        return int(counts.get("SalesReceipt", 0))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(build(Settings(throttle="off"))) as url:
        yield url


@pytest.fixture
def wire(address: str) -> Iterator[Wire]:
    found = Wire(address)
    yield found
    found.client.post("/emulator/faults", json=[])
    found.client.close()


def test_it_answers(wire: Wire) -> None:
    response = wire.receipt()
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert response.headers["intuit_tid"]


def test_what_is_refused_has_the_fewer_headers_recorded(wire: Wire) -> None:
    done = wire.receipt().headers
    refused = wire.client.get(f"/v3/company/{REALM}/customer/x").headers
    assert refused["Content-Type"] == "application/json"
    assert done["Server"] == refused["Server"] == "nginx"
    for name in ("QBO-Version", "Service-Time", "Expires", "Cache-Control"):
        assert name in done
        assert name not in refused
    for name in ("intuit_tid", "Strict-Transport-Security", "Date"):
        assert name in done
        assert name in refused


@pytest.mark.parametrize(
    ("kind", "stored"),
    [("drop_before", 0), ("drop_after", 1), ("timeout_before", 0), ("timeout_after", 1)],
)
def test_no_answer_and_what_is_stored(wire: Wire, kind: str, stored: int) -> None:
    before = wire.stored()
    wire.script(kind=kind, path="/salesreceipt", times=1)
    with pytest.raises(httpx2.TransportError):
        wire.receipt(timeout=0.3, requestid=f"r-{kind}")
    assert wire.stored() - before == stored
    assert wire.receipt(requestid=f"r-{kind}").status_code == 200
    assert wire.stored() - before == 1


def test_a_commit_may_land_after_the_client_gave_up(wire: Wire) -> None:
    before = wire.stored()
    wire.script(kind="late_commit", path="/salesreceipt", times=1, seconds=0.3)
    with pytest.raises(httpx2.TransportError):
        wire.receipt(timeout=0.2)
    assert wire.stored() == before
    until = time.monotonic() + 5
    while wire.stored() == before and time.monotonic() < until:
        time.sleep(0.05)
    assert wire.stored() == before + 1


@pytest.mark.parametrize(("status", "code"), [(429, "3001"), (500, "10000"), (503, "10000")])
def test_a_status_instead_of_the_answer(wire: Wire, status: int, code: str) -> None:
    before = wire.stored()
    wire.script(kind="status", status=status, times=1)
    response = wire.receipt()
    assert response.status_code == status
    assert response.json()["Fault"]["Error"][0]["code"] == code
    assert wire.stored() == before


@pytest.mark.parametrize("kind", ["malformed", "empty", "status_after"])
def test_a_broken_answer_after_the_commit(wire: Wire, kind: str) -> None:
    before = wire.stored()
    wire.script(kind=kind, times=1)
    response = wire.receipt()
    if kind == "status_after":
        assert response.status_code == 500
    else:
        with pytest.raises(ValueError, match=r"Expecting|Unterminated|Invalid"):
            response.json()
    assert wire.stored() == before + 1


def test_rules_strike_by_count_and_match(wire: Wire) -> None:
    wire.script(kind="status", path="/salesreceipt", every=3, after=1)
    assert [wire.receipt().status_code for _ in range(7)] == [200, 200, 200, 500, 200, 200, 500]
    rules = wire.client.get("/emulator/faults").json()["rules"]
    assert (rules[0]["matched"], rules[0]["fired"]) == (7, 2)
    wire.script(kind="status", body="no such text", method="POST")
    assert wire.receipt().status_code == 200
    wire.script(kind="status", probability=0.5, seed=3)
    first = [wire.receipt().status_code for _ in range(12)]
    wire.script(kind="status", probability=0.5, seed=3)
    assert [wire.receipt().status_code for _ in range(12)] == first
    assert len(set(first)) == 2


def test_one_item_of_a_batch_is_refused(wire: Wire) -> None:
    before = wire.stored()
    wire.script(kind="item", body="second", path="/batch", code="6000", message="M")
    items = [
        {"bId": note, "operation": "create", "SalesReceipt": {**RECEIPT, "PrivateNote": note}}
        for note in ("first", "second")
    ]
    path = f"/v3/company/{REALM}/batch"
    answers = wire.client.post(path, json={"BatchItemRequest": items}).json()["BatchItemResponse"]
    assert {one["bId"]: "Fault" in one for one in answers} == {"first": False, "second": True}
    assert wire.stored() == before + 1


def test_the_answer_with_the_new_refresh_token_may_be_lost() -> None:
    settings = Settings(throttle="off", consent="automatic", refresh_rotation="always")
    for grace, status in ((3600, 200), (0, 400)):
        chosen = settings.with_values({"refresh_grace_seconds": grace})
        with running(build(chosen)) as url, httpx2.Client(base_url=url) as client:
            asked = {"client_id": "emulator-client", "redirect_uri": "http://localhost/", "state": "s"}
            asked |= {"response_type": "code", "scope": "com.intuit.quickbooks.accounting"}
            back = client.get("/connect/oauth2", params=asked).headers["Location"]
            code = httpx2.URL(back).params["code"]
            form = {"grant_type": "authorization_code", "code": code, "redirect_uri": "http://localhost/"}
            basic = ("emulator-client", "emulator-secret")
            pair = client.post("/oauth2/v1/tokens/bearer", data=form, auth=basic).json()
            rule = {"kind": "drop_after", "path": "/tokens/bearer", "times": 1}
            client.post("/emulator/faults", json=[rule], headers=HEADERS)
            again = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
            with pytest.raises(httpx2.TransportError):
                client.post("/oauth2/v1/tokens/bearer", data=again, auth=basic)
            answer = client.post("/oauth2/v1/tokens/bearer", data=again, auth=basic)
            assert answer.status_code == status


def test_a_proxy_that_repeats(wire: Wire) -> None:
    before = wire.stored()
    wire.script(kind="twice", path="/salesreceipt", times=2)
    assert wire.receipt().status_code == 200
    assert wire.stored() == before + 2
    assert wire.receipt(requestid="twice").status_code == 200
    assert wire.stored() == before + 3


def test_statuses_with_the_bodies_of_the_gateway_or_a_fault_of_ones_own(wire: Wire) -> None:
    wire.script(kind="status", status=401, times=1)
    assert wire.receipt().json()["fault"]["error"][0]["code"] == "3200"
    wire.script(kind="status", status=403, times=1)
    assert wire.receipt().json()["fault"]["error"][0]["code"] == "3100"
    wire.script(kind="status", status=400, code="6190", message="Invalid Company Status", times=1)
    fault = wire.receipt().json()["Fault"]
    assert (fault["type"], fault["Error"][0]["code"]) == ("ValidationFault", "6190")


def test_a_late_commit_is_admitted_when_it_comes(wire: Wire) -> None:
    wire.client.post("/emulator/clock", json={"now": "2026-06-01T00:00:00+00:00"})
    before = wire.stored()
    wire.script(kind="late_commit", path="/salesreceipt", seconds=120)
    with pytest.raises(httpx2.TransportError):
        wire.receipt(timeout=0.2)
    headers = {"Authorization": "Bearer wrong"}
    path = f"/v3/company/{REALM}/salesreceipt"
    assert wire.client.post(path, json=RECEIPT, headers=headers).status_code == 401
    until = time.monotonic() + 5
    while not wire.client.get("/emulator/late").json()["waiting"] and time.monotonic() < until:
        time.sleep(0.02)
    wire.client.post("/emulator/clock", json={"advance": 119})
    assert wire.stored() == before
    wire.client.post("/emulator/clock", json={"advance": 1})
    assert wire.stored() == before + 1
    wire.client.post("/emulator/clock", json={"now": None})


def test_the_emulator_can_be_slow_and_can_limit_how_many_at_once(wire: Wire) -> None:
    settings = {"latency_milliseconds": 300, "latency_spread_milliseconds": 50, "concurrent_requests": 1}
    wire.client.post("/emulator/settings", json=settings)
    started = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(one.status_code for one in pool.map(lambda _: wire.receipt(), range(2)))
    assert time.monotonic() - started >= 0.3
    assert statuses == [200, 429]
    wire.client.post("/emulator/settings", json=dict.fromkeys(settings, 0))


def test_a_compressed_body(wire: Wire) -> None:
    content = gzip.compress(json.dumps(RECEIPT).encode())
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    response = wire.client.post(f"/v3/company/{REALM}/salesreceipt", content=content, headers=headers)
    assert response.status_code == 200


def test_a_delay_does_not_block_others(wire: Wire) -> None:
    wire.script(kind="timeout_before", path="requestid=slow", seconds=2)
    with pytest.raises(httpx2.TransportError):
        wire.receipt(timeout=0.1, requestid="slow")
    started = time.monotonic()
    assert wire.receipt().status_code == 200
    assert time.monotonic() - started < 1
    wire.script(kind="delay", seconds=0.1, times=1)
    assert wire.receipt().status_code == 200
