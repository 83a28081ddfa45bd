"""Explained by the interface: what `tieout explain` and `tieout trace` say, as JSON."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import Api
from tieout.core.role import Role


@pytest.fixture
def desk(api: Callable[[Role], Api]) -> Api:
    return api(Role.CONTROLLER)


def test_why_stock_is_worth_more(desk: Api) -> None:
    said = desk.get("/explain/inventory", item="JAM", before="2026-02", after="2026-03")
    assert (said["item"], said["amount"]) == ("JAM", "4.00")
    assert sum(Decimal(cause["amount"]) for cause in said["causes"]) == Decimal(said["amount"])


def test_what_was_never_sold_has_no_cost(desk: Api) -> None:
    query = {"item": "JAM", "before": "2026-02", "after": "2026-03"}
    assert desk.get("/explain/cogs", 404, **query)["code"] == "never_sold"
    assert desk.get("/explain/cogs", 422, **{**query, "before": "soon"})["field"] == "before"


def test_the_chain_and_its_picture(desk: Api, client: TestClient) -> None:
    said = desk.get("/trace/GR-1")
    assert "GR-1" in {one["external_id"] for one in said["events"]}
    drawn = client.get("/api/v1/picture/GR-1", headers={"Authorization": f"Bearer {desk.key}"})
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert "<svg" in drawn.text
    assert desk.get("/trace/nothing at all", 404)["code"] == "subject_unknown"
