"""Plans by the interface: what is set aside cannot be promised twice; transfers with their approval."""

from __future__ import annotations

import pytest

from tests.acceptance import shop
from tests.api.conftest import Api

KEPT = shop.fact(
    *("stock_reserved", "R-1", "2026-03-06"),
    reservation="R-1",
    location="MAIN",
    order="SO-1",
    lines=[{"item": "BOX", "quantity": "2"}],
)


@pytest.mark.covers("S002-32")
def test_what_is_reserved_is_on_hand_and_not_available(floor: Api) -> None:
    assert floor.post("/events", KEPT, cost=True)["taken"] == 1
    [line] = floor.get("/stock", item="BOX", location="MAIN")["items"]
    assert (line["on_hand"], line["reserved"], line["available"]) == ("3", "2", "1")
    [one] = floor.get("/reservations")["items"]
    assert (one["order"], one["lines"]) == ("SO-1", [{"item": "BOX", "lot": "", "asked": "2", "left": "2"}])
    floor.post("/events", shop.fact("reservation_released", "R-1", "2026-03-07", reservation="R-1"))
    assert floor.get("/reservations")["items"] == []
    [line] = floor.get("/stock", item="BOX", location="MAIN")["items"]
    assert (line["reserved"], line["available"]) == ("0", "3")


def test_what_is_reserved_and_not_there_is_shown(floor: Api) -> None:
    floor.post(
        "/events", {**KEPT, "location": "CELLAR", "lines": [{"item": "JAM", "quantity": "2"}]}, cost=True
    )
    [line] = floor.get("/stock", item="JAM", location="CELLAR")["items"]
    assert (line["on_hand"], line["available"]) == ("0", "-2")


def test_plans_make_no_entries_and_no_lots(floor: Api) -> None:
    before = floor.get("/lots")
    floor.post("/events", [KEPT], cost=True)
    assert floor.get("/lots") == before
    assert floor.get("/cases")["items"] == []


def test_transfers_with_their_status(floor: Api) -> None:
    [one] = floor.get("/transfers")["items"]
    assert (one["transfer"], one["status"], one["moved"], one["unapproved"]) == (
        "T-1",
        "arrived",
        {"BOX": "1"},
        False,
    )


@pytest.mark.covers("S002-32")
def test_one_transfer(floor: Api) -> None:
    [one] = floor.get("/transfers")["items"]
    assert floor.get("/transfers/T-1") == one
    assert floor.get("/transfers/T-9", 404)["code"] == "transfer_not_known"


def test_goods_on_the_road_stand_in_stock_by_their_transfer(floor: Api) -> None:
    places = {"transfer": "T-2", "from_location": "MAIN", "to_location": "CELLAR"}
    lines = [{"item": "BOX", "quantity": "2", "lot": "B-1"}]
    sent = shop.fact("transfer_dispatched", "T-2", "2026-03-09", **places, lines=lines)
    assert floor.post("/events", sent, cost=True)["taken"] == 1
    stock = {one["location"]: one["on_hand"] for one in floor.get("/stock", item="BOX")["items"]}
    assert stock == {"CELLAR": "1", "MAIN": "1", "→T-2": "2"}
    [one] = floor.get("/transfers", only_open=True, as_of="2026-03-30")["items"]
    assert (one["status"], one["in_transit"], one["due"]) == ("on the road", {"BOX": "2"}, "2026-03-23")
    assert (one["age_days"], one["overdue_days"]) == (21, 7)
    came = shop.fact(
        "transfer_arrived", "T-2", "2026-03-11", transfer="T-2", to_location="CELLAR", lines=lines
    )
    floor.post("/events", came, cost=True)
    assert floor.get("/transfers", only_open=True)["items"] == []
    assert {one["location"] for one in floor.get("/stock", item="BOX")["items"]} == {"CELLAR", "MAIN"}


def test_what_was_set_aside_on_a_day_is_what_was_left_of_it_then(floor: Api) -> None:
    """Two kept on the 6th, one shipped on the 7th, the rest given up on the 9th."""
    line = {"line": "1", "item": "BOX", "quantity": "1"}
    left = {"shipment": "SH-1", "order": "SO-1", "customer": "C-1", "location": "MAIN", "lines": [line]}
    shipped = shop.fact("goods_shipped", "SH-1", "2026-03-07", **left)
    released = shop.fact("reservation_released", "R-1", "2026-03-09", reservation="R-1")
    floor.post("/events", [KEPT, shipped, released], cost=True)
    days = ("2026-03-05", "2026-03-06", "2026-03-08", "2026-03-09")
    found = [floor.get("/stock", item="BOX", location="MAIN", as_of=day)["items"] for day in days]
    assert [one[0]["reserved"] for one in found] == ["0", "2", "1", "0"]
