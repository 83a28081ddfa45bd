"""What was given back of a sale never exceeds it, revision by revision."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.problems.journey import Shop, shop
from tests.problems.test_problems import WORLD
from tests.reference.examples import example
from tieout.core.event import RefundIssued, event_of
from tieout.gates.references import refunded


def refund(id_: str, amount: str, **more: Any) -> dict[str, Any]:
    line = {"line": "1", "item": "SAUCE", "quantity": "1", "amount": amount}
    plain = {
        **example("refund_issued"),
        "id": id_,
        "number": f"RF-{id_}",
        "customer": "C-1",
        "lines": [line],
    }
    return {**plain, "date": "2026-03-10", "total": amount, **more}


def told(company: Shop, *events: dict[str, Any]) -> list[str]:
    for event in events:
        company.load(json.dumps(event).encode() + b"\n")
        company.cost()
    return [case.code for case in company.cases()]


@pytest.mark.covers("S003-50")
def test_refunds_together_never_exceed_the_sale() -> None:
    with shop() as company:
        company.load(WORLD)
        assert told(company, refund("1", "15.00"), refund("2", "5.00")) == []
        assert told(company, refund("3", "0.01")) == ["over_refunded"]


def test_a_corrected_refund_frees_what_it_gave_back() -> None:
    with shop() as company:
        company.load(WORLD)
        assert told(company, refund("1", "15.00"), refund("1", "20.00")) == []
        assert told(company, refund("1", "12.00"), refund("2", "8.00")) == []
        assert told(company, refund("1", "12.01")) == ["over_refunded"]


def test_goodwill_is_not_taken_from_the_sale() -> None:
    more = {"adjustments": [{"reason": "goodwill", "amount": "5"}], "total": "25.00"}
    event = event_of(refund("1", "20.00", **more))
    assert isinstance(event, RefundIssued)
    assert refunded(event) == 20 * 10**8
    with shop() as company:
        company.load(WORLD)
        assert told(company, refund("1", "20.00", **more)) == []
