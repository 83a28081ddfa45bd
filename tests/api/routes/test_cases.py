"""Cases by the interface: operations see their own."""

from __future__ import annotations

from tests.acceptance import shop
from tests.api.conftest import Api


def test_a_fact_that_may_not_enter_is_a_case(floor: Api) -> None:
    assert floor.get("/cases")["items"] == []
    floor.post("/events", {**shop.received("GR-9", "2026-03-09", 1), "supplier": "S-404"}, cost=True)
    [case] = floor.get("/cases", stage="admission")["items"]
    assert case["owner"] == "operations"
    assert "S-404" in case["what"] + case["why"]
    assert case["next_step"]
