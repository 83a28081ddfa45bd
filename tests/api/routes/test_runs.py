"""Production runs by the interface."""

from __future__ import annotations

import pytest

from tests.acceptance import shop
from tests.api.conftest import MADE, Api


def test_a_run_with_what_it_took_and_made(floor: Api) -> None:
    said = floor.get("/runs/RUN-1")
    assert (said["status"], said["expected"], said["begun"]) == ("partly complete", "2", "2026-03-04")
    assert (said["consumed"], said["made"]) == ({"JAM": "4", "JAR": "8"}, {"BOX": "4"})
    assert [one["run"] for one in floor.get("/runs", only_open=True)["items"]] == ["RUN-1"]


def test_the_last_part_completes_it(floor: Api) -> None:
    output = [{"item": "BOX", "quantity": "2", "lot": "B-2"}]
    last = {**MADE, "id": "RUN-1/2", "date": "2026-03-06", "outputs": output, "expected_remaining": "0"}
    floor.post("/events", last)
    said = floor.get("/runs/RUN-1")
    assert (said["status"], said["made"], said["last"]) == ("complete", {"BOX": "6"}, "2026-03-06")
    assert floor.get("/runs", only_open=True)["items"] == []


def recipe(name: str, day: str) -> dict[str, object]:
    parts = [{"item": "JAM", "quantity": "1"}, {"item": "JAR", "quantity": "2"}]
    return shop.fact(
        *("bom_version", name, day), item="BOX", bom=name, output_quantity="1", components=parts
    )


@pytest.mark.covers("S002-18")
def test_a_run_that_names_no_bom_shows_the_one_kept_with_it(floor: Api) -> None:
    """R-1 was in effect when the run was confirmed; one told afterwards for that day changes nothing."""
    output = [{"item": "BOX", "quantity": "1", "lot": "B-2"}]
    second = {**MADE, "id": "RUN-2", "run": "RUN-2", "outputs": output, "date": "2026-03-06"}
    second["consumed"] = [{"item": "JAR", "quantity": "1", "lot": "L-GR-2"}]
    floor.post("/events", [recipe("R-1", "2026-03-05"), second], cost=True)
    assert [floor.get(f"/runs/{run}")["bom"] for run in ("RUN-1", "RUN-2")] == ["", "R-1"]
    floor.post("/events", [recipe("R-2", "2026-03-06")], cost=True)
    assert {one["run"]: one["bom"] for one in floor.get("/runs")["items"]} == {"RUN-1": "", "RUN-2": "R-1"}


def test_a_run_that_was_closed_short_is_over(floor: Api) -> None:
    floor.post("/events", shop.fact("production_closed", "RUN-1/C", "2026-03-07", run="RUN-1"))
    said = floor.get("/runs/RUN-1")
    assert (said["status"], said["expected"], said["last"]) == ("complete", "0", "2026-03-07")
    assert floor.get("/runs", only_open=True)["items"] == []


def test_an_unknown_run(floor: Api) -> None:
    assert floor.get("/runs/RUN-9", 404)["code"] == "run_not_known"
