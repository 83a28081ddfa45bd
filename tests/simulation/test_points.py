"""Crash points: a process dies where the plan says, and what is dead does nothing more."""

from __future__ import annotations

import pytest

from tests.simulation.points import (
    AFTER,
    BEFORE,
    POINTS,
    SENDINGS,
    UNDER_WAY,
    Crash,
    Point,
    ProcessDied,
    Reaper,
)
from tests.simulation.process import OUTBOX_STEPS
from tieout.storage.outbox import SqliteOutbox

CLAIM = Point("claim", BEFORE)


def reaper(*crashes: Crash) -> tuple[Reaper, list[str]]:
    told: list[str] = []
    return Reaper(list(crashes), told.append), told


def test_a_process_dies_the_nth_time_it_comes_to_the_point() -> None:
    found, told = reaper(Crash(CLAIM, 2, 0))
    found.reach("claim", BEFORE)
    found.reach("claim", AFTER)
    with pytest.raises(ProcessDied):
        found.reach("claim", BEFORE)
    assert told == ["the process dies before claim"]
    assert [crash.point for crash in found.died] == [CLAIM]


def test_the_dead_reach_nothing_and_the_next_process_lives() -> None:
    found, _ = reaper(Crash(CLAIM, 1, 0))
    with pytest.raises(ProcessDied):
        found.reach("claim", BEFORE)
    with pytest.raises(ProcessDied):
        found.reach("settle", AFTER)
    found.begin()
    found.reach("claim", BEFORE)


def test_no_handler_of_errors_survives_a_death() -> None:
    assert not issubclass(ProcessDied, Exception)


def test_every_durable_write_of_the_outbox_is_a_point() -> None:
    """Those that only read, and acts of people, are not."""
    reading = {
        "ready",
        "unsettled",
        "states",
        "document",
        "crosswalk",
        "released",
        "refused_as",
        "elsewhere",
    }
    acts = {"write_off"}
    methods = {name for name in vars(SqliteOutbox) if not name.startswith("_")}
    assert methods - reading - acts == set(OUTBOX_STEPS)


def test_each_step_has_a_point_before_and_after_and_a_sending_one_between() -> None:
    steps = {point.step for point in POINTS}
    for step in steps:
        moments = {point.moment for point in POINTS if point.step == step}
        assert moments == ({BEFORE, UNDER_WAY, AFTER} if step in SENDINGS else {BEFORE, AFTER})
    assert len(POINTS) == len(set(POINTS))
