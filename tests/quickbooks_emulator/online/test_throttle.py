"""The throttle: per second, per minute, per app and for the whole company, in a rolling window."""

from __future__ import annotations

from typing import Any

import pytest

from quickbooks_emulator.online.server import TOKEN
from quickbooks_emulator.online.settings import Settings
from quickbooks_emulator.online.throttle import Throttle
from tests.quickbooks_emulator.client import Client


def admitted(settings: dict[str, Any], moments: list[tuple[int, str]], *, batch: bool) -> list[bool]:
    throttle, chosen = Throttle(), Settings().with_values(settings)
    return [throttle.admits(chosen, at, app=app, batch=batch) for at, app in moments]


def test_an_app_sends_so_many_requests_a_second() -> None:
    moments = [(100, "a")] * 3 + [(100, "b")] * 3 + [(101, "a")]
    seen = admitted({"requests_per_second": 2}, moments, batch=False)
    assert seen == [True, True, False, True, True, False, True]


def test_all_apps_together_send_so_many_a_minute() -> None:
    moments = [(0, "a"), (1, "b"), (2, "c"), (60, "c"), (60, "a")]
    seen = admitted({"requests_per_minute": 2}, moments, batch=False)
    assert seen == [True, True, False, True, False]
    seen = admitted({"requests_per_minute": 3, "other_requests_per_minute": 2}, moments[:2], batch=False)
    assert seen == [True, False]


def test_batches_are_limited_by_app_and_by_company() -> None:
    moments = [(0, "a")] * 3 + [(0, "b")] * 3
    limits = {"batches_per_minute": 2, "realm_batches_per_minute": 3}
    assert admitted(limits, moments, batch=True) == [True, True, False, True, False, False]
    others = limits | {"other_batches_per_minute": 2}
    assert admitted(others, moments, batch=True) == [True, False, False, False, False, False]


def test_intuits_numbers() -> None:
    assert sum(admitted({}, [(number // 9, "a") for number in range(539)], batch=False)) == 500
    assert sum(admitted({}, [(0, "a")] * 200, batch=True)) == 40
    crowd = [(0, str(number % 9)) for number in range(500)]
    assert sum(admitted({}, crowd, batch=True)) == 120


@pytest.mark.parametrize(("window", "admits"), [("rolling", False), ("fixed", True)])
def test_a_window_rolls_or_begins_with_the_minute(window: str, admits: bool) -> None:
    settings = {"batches_per_minute": 1, "throttle_window": window}
    assert admitted(settings, [(59, "a"), (60, "a")], batch=True) == [True, admits]


def test_apps_are_told_apart_by_their_token() -> None:
    qbo = Client(throttle="on", requests_per_second=1)
    for token in (TOKEN, f"{TOKEN}/other"):
        assert [qbo.send("GET", "preferences", token=token).status for _ in range(2)] == [200, 429]
    for wrong in ("wrong/other", f"{TOKEN}other", f"x/{TOKEN}"):
        assert qbo.send("GET", "preferences", token=wrong).status == 401
