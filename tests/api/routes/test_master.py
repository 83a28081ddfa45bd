"""Master data by the interface: the newest statement of each thing."""

from __future__ import annotations

from tests.api.conftest import JAR, Api


def test_things_by_their_keys_and_in_pages(floor: Api) -> None:
    first = floor.get("/master/items", limit=2)
    assert [one["key"] for one in first["items"]] == ["BOX", "JAM"]
    rest = floor.get("/master/items", limit=2, after=first["next"])
    assert ([one["key"] for one in rest["items"]], rest["next"]) == (["JAR"], None)
    assert [one["key"] for one in floor.get("/master/locations")["items"]] == ["CELLAR", "MAIN"]


def test_the_newest_statement_counts_and_can_be_said_again(floor: Api) -> None:
    floor.post("/events", {**JAR, "name": "Jar of glass", "weight": "0.25", "date": "2026-03-09"})
    [jar] = [one["event"] for one in floor.get("/master/items")["items"] if one["key"] == "JAR"]
    assert (jar["name"], jar["weight"]) == ("Jar of glass", "0.25")
    said = {name: value for name, value in jar.items() if value not in (None, "", {})}
    assert floor.post("/events", {**said, "id": "JAR-2"})["taken"] == 1


def test_an_unknown_kind(floor: Api) -> None:
    assert floor.get("/master/secrets", 422)["code"] == "parameter_unfit"
