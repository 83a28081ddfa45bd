"""Run work: what others billed for runs is in the cost of what was made, wherever the run stood then."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.insight.plant import Event, Plant, books_of, explained, in_cents
from tieout.core.period import span
from tieout.insight.history import History
from tieout.insight.pool import MADE
from tieout.insight.sold import PeriodCost, period_cost
from tieout.insight.substitution import WORK
from tieout.runtime.cogs import sold_lots
from tieout.runtime.history import history_of

CENT = 10**6


def plated(day: str, *, issued: bool, lot: str = "") -> Plant:
    """40 and 60 granola of one run, all or one lot of it sold; 12.00 of work is billed for two runs."""
    told = Plant()
    told.found(OATS="raw", GRANOLA="finished", MIX="semi")
    told.buy("2026-03-01", "OATS", "110", "1.00")
    told.make("2026-03-01", "10", {"OATS": "10"}, item="MIX", run="OTHER")
    if issued:
        consumed = [{"item": "OATS", "quantity": "100"}]
        told.tell("materials_issued", "2026-03-02", run="R", location="MAIN", consumed=consumed)
    for at, good in (("2026-03-04", "40"), ("2026-03-06", "60")):
        more = {"expected_remaining": "60"} if issued and good == "40" else {}
        told.make(at, good, {} if issued else {"OATS": good}, run="R", **more)
        told.events[-1]["outputs"][0]["lot"] = f"L{good}"
    told.sell("2026-03-08", lot.removeprefix("L") or "100")
    if lot:
        told.events[-2]["lines"][0]["lot"] = lot
    facts = {"supplier": "S1", "currency": "USD", "amount": "12.00", "runs": ["R", "OTHER"]}
    told.tell("landed_cost_billed", day, number="PLATING", id="PLATING", **facts)
    return told


def march(told: Plant, *later: Sequence[Event]) -> tuple[PeriodCost, History]:
    with books_of(told.events, *later) as connection:
        lots = sold_lots(connection, "GRANOLA")
        history = history_of(connection, lots)
        return period_cost(history, "GRANOLA", span("2026-03"), lots), history


@pytest.mark.covers("S002-26")
@pytest.mark.parametrize(
    ("day", "issued"),
    [
        ("2026-03-03", True),
        ("2026-03-05", True),
        ("2026-03-07", True),
        ("2026-03-09", True),
        ("2026-03-05", False),
        ("2026-03-07", False),
        ("2026-03-09", False),
    ],
)
def test_half_of_the_bill_is_in_what_the_run_made_whenever_it_came(day: str, issued: bool) -> None:
    """Before, between and after two completions, and when all is sold: 6.00 of 12.00 are this run's."""
    cost, _ = march(plated(day, issued=issued))
    assert int(cost.own) == 10600 * CENT
    assert cost.pool.value() == cost.own
    made = cost.pool.sources[MADE]
    assert made.landed == 600 * CENT
    assert [(one.kind, one.name) for one in made.shown("landed")] == [("landed_cost_billed", "PLATING")]


@pytest.mark.parametrize(
    ("day", "issued", "cents"),
    [
        ("2026-03-03", True, 360),
        ("2026-03-05", True, 360),
        ("2026-03-07", False, 360),
        ("2026-03-05", False, 0),
    ],
)
def test_a_completion_has_its_part_of_what_was_in_progress_or_made_when_the_bill_came(
    day: str, issued: bool, cents: int
) -> None:
    """The second lot of 60: of a run without progress it has nothing of a bill that came before it."""
    cost, _ = march(plated(day, issued=issued, lot="L60"))
    assert int(cost.own) == (6000 + cents) * CENT
    assert cost.pool.value() == cost.own
    assert cost.pool.sources[MADE].landed == cents * CENT


def test_a_bill_is_shared_by_the_output_as_it_was_told_when_it_came() -> None:
    """The first completion turns out to be of 10 later: the second keeps its 60 of the 100 of then."""
    told = plated("2026-03-07", issued=False, lot="L60")
    first = next(one for one in told.events if one.get("run") == "R")
    again = {**first, "outputs": [{**first["outputs"][0], "quantity": "10"}]}
    cost, _ = march(told, [again])
    assert int(cost.own) == 6360 * CENT
    assert cost.pool.value() == cost.own
    assert cost.pool.sources[MADE].landed == 360 * CENT


def test_freight_of_receipts_is_no_work_for_runs() -> None:
    told = Plant()
    told.found(OATS="raw", GRANOLA="finished")
    receipt = told.buy("2026-03-01", "OATS", "100", "1.00")
    told.make("2026-03-02", "100", {"OATS": "100"})
    told.sell("2026-03-08", "100")
    facts = {"supplier": "S1", "currency": "USD", "amount": "12.00", "receipts": [receipt]}
    told.tell("landed_cost_billed", "2026-03-09", number="FREIGHT", **facts)
    cost, history = march(told)
    assert history.work == {}
    assert cost.pool.sources[MADE].landed == 0
    assert cost.pool.materials["OATS"].value() == 11200 * CENT


def test_work_of_others_is_a_landed_cost_with_its_bill() -> None:
    """February's run is plated for nothing, March's for 12.00, by the bill that is named."""
    told = Plant()
    told.found(OATS="raw", GRANOLA="finished")
    for month in (2, 3):
        told.buy(f"2026-{month:02}-01", "OATS", "100", "1.00")
        told.make(f"2026-{month:02}-02", "100", {"OATS": "100"}, run=f"R{month}")
        told.sell(f"2026-{month:02}-08", "100")
    facts = {"supplier": "S1", "currency": "USD", "amount": "12.00", "runs": ["R3"]}
    told.tell("landed_cost_billed", "2026-03-25", number="PLATING", id="PLATING", **facts)
    found = explained(told.events)
    assert in_cents(found) == {"landed cost": 1200}
    [step] = next(one.steps for one in found.causes if one.value)
    assert step.what == WORK
    assert [(one.kind, one.name) for one in step.evidence_after] == [("landed_cost_billed", "PLATING")]
