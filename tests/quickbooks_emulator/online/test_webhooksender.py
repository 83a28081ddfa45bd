"""The sender on the wire: a receiver on this machine hears of changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx2
import pytest

from quickbooks_emulator.online.jsontext import loads
from quickbooks_emulator.online.server import REALM, TOKEN, build, running
from quickbooks_emulator.online.settings import Settings

HEADERS = {"Authorization": f"Bearer {TOKEN}"}


class Receiver(HTTPServer):
    """An app's webhook endpoint: keeps what it hears and answers as told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: list[tuple[dict[str, str], Any]] = []
        self.status, self.seconds = 200, 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?x=1"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((dict(self.headers), loads(content)))
        time.sleep(self.server.seconds)
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def emulator(receiver: Receiver) -> Iterator[httpx2.Client]:
    settings = Settings(throttle="off", webhook_url=receiver.url, webhook_delay_seconds=0)
    with running(build(settings)) as url, httpx2.Client(base_url=url, headers=HEADERS) as client:
        yield client


def made(client: httpx2.Client, name: str) -> None:
    response = client.post(f"/v3/company/{REALM}/customer", json={"DisplayName": name})
    assert response.status_code == 200


def until(condition: Any) -> None:
    end = time.monotonic() + 5
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    assert condition()


def test_a_change_is_told_by_itself(receiver: Receiver, emulator: httpx2.Client) -> None:
    made(emulator, "Ada")
    until(lambda: receiver.heard)
    headers, events = receiver.heard[0]
    assert events[0]["type"] == "qbo.customer.created.v1"
    assert headers["intuit-signature"]
    until(lambda: emulator.get("/emulator/webhooks").json() == {"waiting": 0, "tellings": []})


def test_what_is_refused_comes_again_when_its_time_has_come(
    receiver: Receiver, emulator: httpx2.Client
) -> None:
    emulator.post("/emulator/clock", json={"now": "2026-06-01T00:00:00+00:00"})
    receiver.status = 500
    made(emulator, "Ada")
    until(lambda: receiver.heard)
    until(lambda: emulator.get("/emulator/webhooks").json()["tellings"][0]["attempts"] == 1)
    receiver.status = 200
    assert len(receiver.heard) == 1
    emulator.post("/emulator/clock", json={"advance": 10})
    until(lambda: len(receiver.heard) == 2)
    assert receiver.heard[0][1] == receiver.heard[1][1]


def test_delivery_can_be_asked_for(receiver: Receiver, emulator: httpx2.Client) -> None:
    emulator.post("/emulator/settings", json={"webhook_delay_seconds": 3600, "webhook_form": "older"})
    made(emulator, "Ada")
    event = {"realm": "22", "entity": "Invoice", "id": "1", "operation": "Delete"}
    assert emulator.post("/emulator/notify", json=event).json()["waiting"] == 2
    receiver.status = 503
    answer = emulator.post("/emulator/deliver", json={}).json()
    assert answer == {"delivered": [{"events": 2, "status": 503}]}
    receiver.status = 200
    answer = emulator.post("/emulator/deliver", json={}).json()
    assert answer == {"delivered": [{"events": 2, "status": 200}]}
    realms = [one["realmId"] for one in receiver.heard[-1][1]["eventNotifications"]]
    assert realms == [REALM, "22"]


def test_an_answer_that_is_late_or_missing_is_none(receiver: Receiver, emulator: httpx2.Client) -> None:
    emulator.post("/emulator/settings", json={"webhook_delay_seconds": 3600, "webhook_timeout_seconds": 1})
    made(emulator, "Ada")
    receiver.seconds = 2
    answer = emulator.post("/emulator/deliver", json={}).json()
    assert answer == {"delivered": [{"events": 1, "status": 0}]}
    emulator.post("/emulator/settings", json={"webhook_url": "http://127.0.0.1:1/"})
    answer = emulator.post("/emulator/deliver", json={}).json()
    assert answer == {"delivered": [{"events": 1, "status": 0}]}
