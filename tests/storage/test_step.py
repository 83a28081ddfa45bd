"""A step: its event, its place in a cycle, and the day of its second half."""

from __future__ import annotations

import json
from datetime import date

from tieout.storage.step import Step

RAW = json.dumps({"kind": "location", "source": "erp", "id": "L", "date": "2026-03-01", "location": "MAIN"})


def step(*, arriving: bool) -> Step:
    return Step("2026-03-04", 3, 7, "erp", "L", 11, "e1", "location", 1, RAW, arriving, revises=False)


def test_a_step_stands_by_day_rank_and_sequence() -> None:
    assert step(arriving=False).place == ("2026-03-04", 3, 7, "erp", "L", 11)


def test_the_second_step_of_an_event_has_a_day_of_its_own() -> None:
    assert step(arriving=False).arrival is None
    assert step(arriving=True).arrival == date(2026, 3, 4)
    assert step(arriving=True).event().date == date(2026, 3, 1)
