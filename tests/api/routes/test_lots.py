"""Lots by the interface: in order, and both ways of their genealogy."""

from __future__ import annotations

from tests.api.conftest import Api


def test_lots_in_their_order_and_in_pages(floor: Api) -> None:
    whole = floor.get("/lots")["items"]
    assert [(one["item"], one["lot"], one["born"], one["on_hand"]) for one in whole] == [
        ("JAM", "L-GR-1", "6", "2"),
        ("JAR", "L-GR-2", "20", "12"),
        ("BOX", "B-1", "4", "3"),
        ("BOX", "B-1", "1", "1"),
    ]
    first = floor.get("/lots", limit=3)
    assert first["items"] + floor.get("/lots", limit=3, after=first["next"])["items"] == whole
    assert [one["item"] for one in floor.get("/lots", lot="B-1")["items"]] == ["BOX", "BOX"]


def test_where_a_lot_comes_from_and_goes_to(floor: Api) -> None:
    jam, jar, box, moved = (one["id"] for one in floor.get("/lots")["items"])
    up = floor.get(f"/lots/{box}", levels=5)
    assert {jam, jar} <= {one["from_lot"] for one in up["made_from"]}
    assert [one["units"] for one in up["made_from"] if one["to_lot"] == box] == ["4"]
    assert not up["cut_off"]
    forward = floor.get(f"/lots/{jam}", levels=9)["went_to"]
    assert moved in {one["to_lot"] for one in forward if one["into_stock"]}
    assert "RUN-1" in {one["fact"] for one in forward}


def test_what_goes_on_beyond_the_levels_asked_for_is_said(floor: Api) -> None:
    jam = floor.get("/lots")["items"][0]["id"]
    assert floor.get(f"/lots/{jam}", levels=1)["cut_off"]


def test_an_unknown_lot(floor: Api) -> None:
    assert floor.get("/lots/999", 404)["code"] == "lot_absent"
