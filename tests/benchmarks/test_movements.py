"""The history of movements says how long it is, and each late bill of it reaches as much."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.movements import PER_ROUND, RUNS_OF_A_TRACER, TRACERS, late_bill, moved, write_movements


def written(file: Path, movements: int) -> tuple[int, list[dict[str, Any]]]:
    count = write_movements(file, movements)
    return count, [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_the_number_written_is_that_of_its_lots_made_and_used(tmp_path: Path) -> None:
    count, events = written(tmp_path / "events.jsonl", 2400)
    assert count == sum(moved(event) for event in events)
    assert count == 100 * PER_ROUND + TRACERS * (1 + RUNS_OF_A_TRACER)


def test_every_tracer_is_used_up_by_ten_runs_spread_over_the_history(tmp_path: Path) -> None:
    for movements in (2400, 4800):
        _, events = written(tmp_path / "events.jsonl", movements)
        runs = [event for event in events if event["kind"] == "production_completed"]
        for tracer in range(TRACERS):
            users = [run["date"] for run in runs if f"'T-{tracer}'" in str(run["consumed"])]
            assert len(users) == RUNS_OF_A_TRACER
            assert len(set(users)) == RUNS_OF_A_TRACER
            assert max(users) >= "2026-11-01"


def test_a_late_bill_asks_more_than_its_receipt() -> None:
    bill = late_bill(3)
    assert bill["total"] == "150.00"
    assert bill["lines"][0]["receipt"] == "T3"
