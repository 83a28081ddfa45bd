"""Histories: 300 seeds in which nothing is lost, duplicated, stuck or unexplained; each replays exactly."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.reference.tree import ROOT
from tests.simulation.clients import simple
from tests.simulation.history import happened
from tests.simulation.judge import counted, judged
from tests.simulation.machine import environment

SEEDS, CHUNK = 300, 60
ORDERS = 20


@pytest.fixture(autouse=True)
def machine_room() -> Iterator[None]:
    with environment():
        yield


@pytest.mark.covers("S001-88", "S001-94", "S002-48")
@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_nothing_is_lost_duplicated_stuck_or_unexplained(first: int) -> None:
    wrong = {}
    for seed in range(first, first + CHUNK):
        history = happened(seed)
        found = judged(history).findings
        history.machine.close()
        if found:
            wrong[seed] = found
    assert not wrong, f"replay with: python -m tests.simulation --seed N --trace\n{wrong}"


def test_an_order_and_its_changes_come_to_the_last_of_them() -> None:
    """Updates in place, under every fault: none is lost, none goes over another unseen."""
    wrong = {}
    for seed in range(SEEDS, SEEDS + ORDERS):
        history = happened(seed, orders=True)
        found = judged(history).findings
        history.machine.close()
        if found:
            wrong[seed] = found
    assert not wrong, f"replay with: python -m tests.simulation --seed N --orders --trace\n{wrong}"


@pytest.mark.parametrize("with_ids", [False, True], ids=["naive", "requestid only"])
def test_a_simpler_client_fails_on_the_same_seeds(with_ids: bool) -> None:
    """Else these histories would be too easy to prove anything."""
    lost = duplicated = 0
    for seed in range(2 * CHUNK):
        history = happened(seed, simple(with_ids=with_ids))
        verdict = counted(history)
        history.machine.close()
        lost, duplicated = lost + len(verdict.lost), duplicated + len(verdict.duplicated)
    assert lost > 0
    assert duplicated > 0


def test_a_seed_is_one_history_in_every_process() -> None:
    """Step by step, whatever the order of Python's sets and dictionaries."""
    history = happened(59)
    history.machine.close()
    script = (
        "from tests.simulation.history import happened\n"
        "from tests.simulation.machine import environment\n"
        "with environment():\n    history = happened(59)\n"
        "history.machine.close()\nprint('\\n'.join(history.steps))"
    )
    environ = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT, env=environ
    )
    assert run.stdout.splitlines() == history.steps
    assert len(history.steps) > 20
