"""Production runs by the interface."""

from __future__ import annotations

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


def test_an_unknown_run(floor: Api) -> None:
    assert floor.get("/runs/RUN-9", 404)["code"] == "run_not_known"
