"""Purchase orders by the interface."""

from __future__ import annotations

from tests.acceptance import shop
from tests.api.conftest import Api, ordered, received

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


def test_what_is_late_and_how_long_suppliers_take(floor: Api) -> None:
    floor.post("/events", shop.fact("lead_time", "S-1", "2026-03-01", supplier="S-1", days=3))
    [jam, _jar] = floor.get("/purchase-orders/PO-1", as_of="2026-03-10")["lines"]
    assert (jam["expected"], jam["overdue_days"]) == ("2026-03-04", 6)
    [known] = floor.get("/master/lead-times")["items"]
    assert (known["key"], known["event"]["days"]) == ("S-1 ", 3)
    found = floor.get("/lead-times", as_of="2026-03-10")
    assert [(one["item"], one["actual_days"], one["overdue"]) for one in found["items"]] == [
        ("", "2.0", 1),
        ("JAM", None, 1),
        ("JAR", "2.0", 0),
    ]


def test_one_order_is_asked_for_as_it_stands_among_all(floor: Api) -> None:
    """Its receipts are found, what bills them and went back of them, and nothing of orders beside it."""
    line = {"receipt": "GR-1", "receipt_line": "1", "item": "JAM", "quantity": "1"}
    back = {"number": "R-1", "supplier": "S-1", "lines": [line]}
    floor.post(
        "/events",
        [
            ordered("PO-11", "2026-03-02", JAM=4),
            received("GR-11", "2026-03-04", "JAM", 4, "PO-11"),
            shop.billed("B-11", "2026-03-06", "GR-11", 4, "8.00"),
            shop.fact("goods_returned_to_supplier", "R-1", "2026-03-07", **back),
            shop.fact("lead_time", "S-1", "2026-03-01", supplier="S-1", days=3),
        ],
    )
    every = {one["order"]: one for one in floor.get("/purchase-orders")["items"]}
    assert set(every) == {"PO-1", "PO-11"}
    assert {name: floor.get(f"/purchase-orders/{name}") for name in every} == every
    assert every["PO-1"]["lines"][0]["returned"] == "1"
