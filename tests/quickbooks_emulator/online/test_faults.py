"""The script: which fault strikes which request, and a whole schedule from one seed."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from quickbooks_emulator.online.exchange import Request
from quickbooks_emulator.online.faults import KINDS, Script

REQUEST = Request("POST", "/v3/company/1/batch", "requestid=r", {}, b"INV-17")


def drawn(times: int, **rule: Any) -> list[tuple[str, int, int]]:
    script = Script([rule])
    faults = [script.strike(REQUEST) for _ in range(times)]
    return [(one.kind, int(one.seconds), one.status) if one else ("", 0, 0) for one in faults]


def test_one_seed_is_one_schedule_of_every_kind() -> None:
    rule = {"kind": "any", "seed": 7, "probability": 0.5}
    first = drawn(600, **rule)
    assert first == drawn(600, **rule)
    assert first != drawn(600, **{**rule, "seed": 8})
    seen = Counter(kind for kind, _, _ in first)
    assert set(seen) == {*KINDS, ""} - {"any", "item", "item_after"}
    assert 200 < 600 - seen[""] < 400
    waits = [seconds for kind, seconds, _ in first if kind == "late_commit"]
    assert 0 <= min(waits) < max(waits) <= 120


def test_a_schedule_may_be_of_some_kinds_and_shorter() -> None:
    seen = drawn(200, kind="any", kinds=["late_commit", "status"], seconds=5)
    assert {kind for kind, _, _ in seen} == {"late_commit", "status"}
    assert max(seconds for _, seconds, _ in seen) == 5
    assert {status for kind, _, status in seen if kind == "status"} == {429, 500, 503}


def test_what_struck_is_counted_by_kind() -> None:
    script = Script([{"kind": "any", "kinds": ["empty"], "times": 2}])
    for _ in range(3):
        script.strike(REQUEST)
    assert script.rules[0].shown()["struck"] == {"empty": 2}


@pytest.mark.parametrize(
    "rule", [{"kind": "x"}, {"kind": "any", "kinds": ["x"]}, {"kind": "any", "kinds": ["any"]}]
)
def test_a_kind_that_is_none(rule: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="fault kind"):
        Script([rule])
