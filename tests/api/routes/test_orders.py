"""Purchase orders by the interface."""

from __future__ import annotations

from tests.acceptance import shop
from tests.api.conftest import Api

UNITS = ("line", "ordered", "received", "billed", "open")


def test_an_order_with_what_came_and_was_billed(floor: Api) -> None:
    said = floor.get("/purchase-orders/PO-1")
    assert (said["status"], said["supplier"], said["placed"]) == ("partly received", "S-1", "2026-03-01")
    assert [tuple(one[name] for name in UNITS) for one in said["lines"]] == [
        ("JAM", "10", "6", "6", "4"),
        ("JAR", "20", "20", "0", "0"),
    ]


def test_a_closed_order_expects_nothing(floor: Api) -> None:
    assert [one["order"] for one in floor.get("/purchase-orders", only_open=True)["items"]] == ["PO-1"]
    floor.post("/events", shop.fact("purchase_order_closed", "PO-1", "2026-03-09", order="PO-1"))
    assert floor.get("/purchase-orders", only_open=True)["items"] == []
    assert floor.get("/purchase-orders/PO-1")["status"] == "closed"


def test_an_unknown_order(floor: Api) -> None:
    assert floor.get("/purchase-orders/PO-9", 404)["code"] == "order_not_known"
