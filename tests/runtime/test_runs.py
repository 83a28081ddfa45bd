"""Runs from facts: issued, completed in parts, taken apart."""

from __future__ import annotations

from typing import Any

from tests.acceptance import shop
from tests.api.conftest import MADE
from tieout.core.event import event_of
from tieout.runtime.runs import ProductionRun, standing_runs
from tieout.storage.standing_facts import StandingFact

ISSUED = shop.fact(
    *("materials_issued", "RUN-1/M", "2026-03-03"),
    run="RUN-1",
    location="MAIN",
    consumed=[{"item": "JAM", "quantity": "2"}],
)


def standing(*facts: dict[str, Any]) -> list[ProductionRun]:
    return standing_runs(StandingFact(fact["date"], event_of(fact)) for fact in facts)


def test_a_run_that_was_only_issued_to() -> None:
    [run] = standing(ISSUED)
    assert (run.status, run.consumed, run.made) == ("issued", {"JAM": 2_000_000}, {})


def test_parts_add_up_and_the_last_one_completes() -> None:
    last = {**MADE, "id": "RUN-1/2", "date": "2026-03-06", "expected_remaining": "0", "scrapped": "1"}
    last["consumed"] = []
    [run] = standing(ISSUED, MADE, last)
    assert (run.begun, run.last, run.status) == ("2026-03-03", "2026-03-06", "complete")
    assert (run.consumed, run.made) == ({"JAM": 6_000_000, "JAR": 8_000_000}, {"BOX": 8_000_000})
    assert (run.scrapped, run.expected) == (1_000_000, 0)


def test_a_disassembly_is_a_run_the_other_way() -> None:
    apart = shop.fact(
        *("disassembly_completed", "D-1", "2026-03-07"),
        run="D-1",
        location="MAIN",
        item="BOX",
        quantity="1",
        components=[{"item": "JAR", "quantity": "2", "share": "1"}],
    )
    [run] = standing(apart)
    assert (run.status, run.consumed, run.made) == ("complete", {"BOX": 1_000_000}, {"JAR": 2_000_000})


def test_a_run_that_was_closed_is_complete_and_expects_nothing() -> None:
    closed = shop.fact("production_closed", "RUN-1/C", "2026-03-07", run="RUN-1")
    [run] = standing(MADE, closed)
    assert (run.status, run.expected, run.last) == ("complete", 0, "2026-03-07")
    assert standing(closed) == []
