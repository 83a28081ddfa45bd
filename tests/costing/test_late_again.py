"""Late costs again: how a bill or a true-up spread comes out again, and what was changed of it is named."""

from __future__ import annotations

import pytest

from tests.costing.again import KeptFloor
from tieout.costing.reckoning import Miscost

TWO_LOTS = (
    "goods_received R1: 10 FLOUR at 1, lot A; 7 FLOUR at 1.3333, lot B",
    "production_completed P1: made 3 BREAD; used 11 FLOUR",
    "goods_shipped S1 of order O1: 2 BREAD",
    "landed_cost_billed F1: 1.00 for R1",
)
SHORT = (
    "goods_received R1: 1 FLOUR at 1",
    "production_completed P1: made 3 BREAD; used 4 FLOUR",
    "goods_shipped S1 of order O1: 2 BREAD",
    "goods_received R2: 7 FLOUR at 4",
    "landed_cost_billed F1: 1.00 for R2",
)
WORK_OF_OTHERS = (
    "goods_received R1: 10 FLOUR at 1",
    "production_completed P1: made 3 BREAD; used 4 FLOUR",
    "goods_shipped S1 of order O1: 2 BREAD",
)
HISTORIES = {"two lots of one bill": TWO_LOTS, "what was short": SHORT}


@pytest.mark.parametrize("name", HISTORIES)
def test_late_costs_come_out_again(name: str) -> None:
    floor = KeptFloor(*HISTORIES[name])
    anew = floor.again()
    assert sum(len(step.revalued) for step in floor.steps) > 1
    assert anew.found == []
    assert not anew.as_kept


@pytest.mark.covers("S002-53")
@pytest.mark.parametrize("by", [1, -(10**8)])
@pytest.mark.parametrize("name", HISTORIES)
def test_each_changed_late_cost_is_named(name: str, by: int) -> None:
    count = sum(len(step.revalued) for step in KeptFloor(*HISTORIES[name]).steps)
    for place in range(count):
        floor = KeptFloor(*HISTORIES[name])
        before = floor.change_revaluation(place, lambda one: one._replace(value=one.value + by))
        assert ("late", before.lot) in [(one.what, one.lot) for one in floor.found()]


@pytest.mark.parametrize("name", HISTORIES)
def test_a_late_cost_that_is_missing_is_named_with_what_it_comes_to(name: str) -> None:
    floor = KeptFloor(*HISTORIES[name])
    step = floor.steps[3]
    gone = step.revalued[-1]
    floor.steps[3] = step._replace(revalued=step.revalued[:-1])
    assert Miscost("late", gone.lot, 0, "event 3", 0, gone.value) in floor.found()


def worked_on(floor: KeptFloor) -> KeptFloor:
    """The run was worked on by others, and their bill came later."""
    billed = floor.event("2026-03-09 landed_cost_billed F2: 1.00 for R1", receipts=[], runs=["P1"])
    facts = floor.cost(billed)
    assert facts is not None
    floor.keep(f"event {len(floor.steps)}", facts)
    return floor


def test_what_others_did_for_a_run_follows_what_it_made() -> None:
    floor = worked_on(KeptFloor(*WORK_OF_OTHERS))
    anew = floor.again()
    assert anew.found == []
    assert not anew.as_kept
    count = len(floor.steps[-1].revalued)
    assert count > 1
    for place in range(count):
        floor = worked_on(KeptFloor(*WORK_OF_OTHERS))
        before = floor.change_revaluation(place, lambda one: one._replace(value=one.value + 1))
        assert ("late", before.lot) in [(one.what, one.lot) for one in floor.found()]


def test_what_is_still_in_progress_of_a_run_is_taken_as_it_is_kept_and_counted() -> None:
    floor = worked_on(
        KeptFloor(
            "goods_received R1: 10 FLOUR at 1",
            "materials_issued P1: 10 FLOUR",
            "production_completed P1: made 1 BREAD; remaining 2",
        )
    )
    anew = floor.again()
    assert anew.found == []
    assert anew.as_kept == {"late costs of runs that are in progress": 1}
