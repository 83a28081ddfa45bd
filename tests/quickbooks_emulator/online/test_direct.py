"""The direct line: faults without a network, on the company's time, the same for the same seed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from quickbooks_emulator.online.direct import Direct, NoAnswer
from quickbooks_emulator.online.exchange import Request, Response
from quickbooks_emulator.online.faults import KINDS
from quickbooks_emulator.online.jsontext import dumps, loads
from quickbooks_emulator.online.server import REALM, TOKEN, Application, build
from quickbooks_emulator.online.settings import Settings
from tests.quickbooks_emulator.client import item_line

START = datetime(2026, 6, 1, tzinfo=UTC)
PATIENCE = timedelta(seconds=30)


def company(*rules: dict[str, Any], **settings: Any) -> tuple[Application, Direct]:
    values = {"throttle": "off", "clock_start": START.isoformat(), **settings}
    application = build(Settings().with_values(values), faults=list(rules))
    return application, Direct(application, PATIENCE)


def receipt(requestid: str = "") -> Request:
    body = dumps({"Line": [item_line(5)], "PrivateNote": requestid}).encode()
    headers = {"authorization": f"Bearer {TOKEN}"}
    return Request("POST", f"/v3/company/{REALM}/salesreceipt", f"requestid={requestid}", headers, body)


def stored(application: Application) -> int:
    return len(application.api.books.store.objects.get("SalesReceipt", {}))


def sent(direct: Direct, requestid: str = "r") -> Response | NoAnswer:
    try:
        return direct.send(receipt(requestid))
    except NoAnswer as unknown:
        return unknown


@pytest.mark.parametrize(
    ("kind", "hung", "kept", "seconds"),
    [
        ("timeout_before", True, 0, 30),
        ("timeout_after", True, 1, 30),
        ("drop_before", False, 0, 0),
        ("drop_after", False, 1, 0),
    ],
)
def test_no_answer_what_is_stored_and_what_time_it_took(
    kind: str, hung: bool, kept: int, seconds: int
) -> None:
    application, direct = company({"kind": kind, "times": 1})
    answer = sent(direct)
    assert isinstance(answer, NoAnswer)
    assert (answer.hung, stored(application)) == (hung, kept)
    assert application.api.books.clock.now() - START == timedelta(seconds=seconds)
    again = sent(direct)
    assert isinstance(again, Response)
    assert (again.status, stored(application)) == (200, 1)


def test_a_late_commit_lands_while_the_companys_time_passes() -> None:
    application, direct = company({"kind": "late_commit", "seconds": 120, "times": 1})
    assert isinstance(sent(direct), NoAnswer)
    direct.advance(timedelta(seconds=119))
    assert stored(application) == 0
    direct.advance(timedelta(seconds=60))
    assert stored(application) == 1
    made = next(iter(application.api.books.store.objects["SalesReceipt"].values()))
    landed = datetime.fromisoformat(made["MetaData"]["CreateTime"])
    assert landed - START == PATIENCE + timedelta(seconds=120)


def test_a_delay_is_waited_for_or_given_up() -> None:
    application, direct = company(
        {"kind": "delay", "seconds": 20, "times": 1}, {"kind": "delay", "seconds": 40}
    )
    assert isinstance(sent(direct, "a"), Response)
    unknown = sent(direct, "b")
    assert isinstance(unknown, NoAnswer)
    assert (unknown.hung, stored(application)) == (True, 2)
    assert application.api.books.clock.now() - START == timedelta(seconds=20 + 30)


def history(seed: int) -> tuple[list[str], str]:
    _, direct = company({"kind": "any", "probability": 0.6, "seed": seed})
    seen = []
    for number in range(60):
        answer = sent(direct, f"r{number}")
        seen.append(str(answer.status) if isinstance(answer, Response) else str(answer))
        direct.advance(timedelta(seconds=7))
    state = Request("GET", "/emulator/state", "full=true", {"authorization": f"Bearer {TOKEN}"}, b"")
    return seen, direct.control(state).text


def test_one_seed_is_one_history() -> None:
    first = history(11)
    assert first == history(11)
    assert first != history(12)
    assert {"200", "500", "gave up waiting", "the connection was cut"} <= set(first[0])


def test_a_start_of_the_clock_needs_its_offset() -> None:
    for wrong in ("2026-06-01T00:00:00", "yesterday"):
        with pytest.raises(ValueError, match=r"offset|isoformat"):
            Settings().with_values({"clock_start": wrong})


def test_every_kind_is_understood() -> None:
    for kind in KINDS:
        _, direct = company({"kind": kind})
        assert isinstance(sent(direct), (Response, NoAnswer))


def test_webhooks_are_told_when_they_are_due() -> None:
    _, direct = company(webhook_url="http://127.0.0.1:9/", webhook_delay_seconds=60)
    direct.send(receipt())
    heard: list[Any] = []

    def hear(content: bytes, headers: dict[str, str]) -> bool:
        heard.append((loads(content)[0]["type"], bool(headers["intuit-signature"])))
        return len(heard) > 1

    assert direct.deliver(hear) == 0
    direct.advance(timedelta(seconds=60))
    assert direct.deliver(hear) == 0
    direct.advance(timedelta(seconds=10))
    assert direct.deliver(hear) == 1
    assert heard == [("qbo.salesreceipt.created.v1", True)] * 2
