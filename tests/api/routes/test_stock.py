"""Stock by the interface: units by item, place and lot, now and on a day."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Api


def rows(said: dict[str, Any]) -> list[tuple[str, ...]]:
    return [(one["item"], one["location"], one["lot"], one["on_hand"]) for one in said["items"]]


def test_what_is_on_hand_by_item_place_and_lot(floor: Api) -> None:
    assert rows(floor.get("/stock")) == [
        ("BOX", "CELLAR", "", "1"),
        ("BOX", "MAIN", "", "3"),
        ("JAM", "MAIN", "", "2"),
        ("JAR", "MAIN", "", "12"),
    ]
    assert rows(floor.get("/stock", lot="B-1", location="CELLAR")) == [("BOX", "CELLAR", "B-1", "1")]
    assert rows(floor.get("/stock", item="JAM", by_lot=True)) == [("JAM", "MAIN", "L-GR-1", "2")]


def test_stock_of_a_past_day(floor: Api) -> None:
    assert rows(floor.get("/stock", as_of="2026-03-01")) == []
    third = [("JAM", "MAIN", "", "6"), ("JAR", "MAIN", "", "20")]
    assert rows(floor.get("/stock", as_of="2026-03-03")) == third
    assert rows(floor.get("/stock", as_of="2026-03-04", item="BOX")) == [("BOX", "MAIN", "", "4")]


def test_a_long_list_comes_in_pages(floor: Api) -> None:
    first = floor.get("/stock", limit=3)
    rest = floor.get("/stock", limit=3, after=first["next"])
    assert rest["next"] is None
    assert rows(first) + rows(rest) == rows(floor.get("/stock"))
