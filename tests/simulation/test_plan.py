"""Plan: the same for the same seed, and every pair has its turn."""

from __future__ import annotations

from collections import Counter

from tests.simulation.faults import Fault
from tests.simulation.plan import PAIRS, RARE_PAIRS, aimed_at, planned
from tests.simulation.points import POINTS


def test_a_seed_is_one_plan() -> None:
    assert planned(4711) == planned(4711)
    assert planned(4711) != planned(4712)


def test_in_a_long_run_each_pair_is_aimed_at_at_least_eighteen_times() -> None:
    aims = Counter(pair for seed in range(10_000) for pair in aimed_at(seed))
    assert min(aims[pair] for pair in PAIRS) >= 18
    assert min(aims[pair] for pair in RARE_PAIRS) >= 30


def test_the_pairs_are_all_there_are() -> None:
    assert len(PAIRS) == len(POINTS) * len(Fault)


def test_what_is_aimed_at_is_in_the_plan() -> None:
    for seed in range(200):
        plan = planned(seed)
        for point, fault in aimed_at(seed):
            assert point in [crash.point for crash in plan.crashes]
            assert fault in plan.faults
