"""Master data by the interface: the newest statement of each thing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.acceptance import shop
from tests.api.conftest import JAR, Api
from tieout.core.role import Role


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


@pytest.mark.covers("S002-60", "S002-62")
def test_costs_of_master_data_are_named_and_withheld_from_operations(api: Callable[[Role], Api]) -> None:
    recipe = {"item": "BOX", "bom": "B-1", "output_quantity": "1"}
    components = [{"item": "JAR", "quantity": "1"}]
    told = shop.fact("bom_version", "B-1", "2026-03-01", **recipe, components=components, labour="0.40")
    floor, desk = api(Role.OPERATIONS), api(Role.CONTROLLER)
    floor.post("/events", [told, {**JAR, "standard_cost": "0.55"}])
    for path, key, field, cost in (
        ("boms", "BOX B-1", "labour", "0.40"),
        ("items", "JAR", "standard_cost", "0.55"),
    ):
        seen, known = (
            next(one for one in scope.get(f"/master/{path}")["items"] if one["key"] == key)
            for scope in (floor, desk)
        )
        assert (seen["event"][field], seen["withheld"]) == (None, [field])
        assert (known["event"][field], known["withheld"]) == (cost, [])
