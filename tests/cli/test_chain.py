"""Chain: the text of an audit chain, its limits and its trees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tieout.cli import chain
from tieout.runtime.company import Company
from tieout.runtime.story_sums import LateCost
from tieout.runtime.trace import candidates, trace


def test_a_long_chain_says_how_much_is_left_out(pantry: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    [subject] = candidates(pantry, "SO-1")
    told = trace(pantry, subject)
    whole = list(chain.lines(told))
    monkeypatch.setattr(chain, "SHOWN", 1)
    cut = list(chain.lines(told))
    assert len(cut) < len(whole)
    assert "  … and 2 more; --json has all of them" in cut
    assert not any("more; --json" in line for line in whole)


def test_a_lot_is_opened_once(pantry: Company) -> None:
    [subject] = candidates(pantry, "R-1")
    text = list(chain.lines(trace(pantry, subject)))
    assert sum("← 21 worth 27.9993" in line for line in text) == 1
    assert any(line.startswith("goods to") for line in text)


@pytest.mark.covers("S002-18")
def test_what_was_kept_with_a_run_is_told_in_units(pantry: Company) -> None:
    """No part of 0.00: the version in effect, its yield, and what it asks for."""
    [subject] = candidates(pantry, "R-1")
    told = trace(pantry, subject)
    [run] = [one for one in told.events if one.kind == "production_completed"]
    cost = replace(
        run.costs[0], bom="G-2", expected_yield=950_000, asked=(("OATS", 10_526_316), ("NUTS", 2_000_000))
    )
    text = list(chain.event_lines(replace(run, costs=(cost,)), {}))
    assert "    by BOM G-2 at yield 0.95: asks for 10.526316 OATS, 2 NUTS" in text
    assert not any("cost expected" in line for line in text)


@pytest.mark.covers("S002-51")
def test_late_costs_and_what_the_accounts_hold_stand_in_the_text(pantry: Company) -> None:
    late = LateCost(
        event="e1",
        kind="bill_approved",
        external_id="B-9",
        account="cogs(granola)",
        value=6012000,
        days=("2026-04-01",),
        entries=("5705007219e0",),
    )
    told = trace(pantry, candidates(pantry, "order SO-1")[0])
    sums = [replace(one, late=late.value * (one.account == late.account)) for one in told.sums]
    text = "\n".join(chain.lines(replace(told, late=(late,), sums=tuple(sums))))
    assert (
        "late costs of these goods, told by other facts\n"
        "         0.06012  cogs(granola) by bill_approved B-9, in entry 5705007219e0 of 2026-04-01\n"
        "what the accounts hold for it, USD\n"
        "            0.00  accounts_receivable(USD)\n"
    ) in text
    assert "         6.98012  cogs(granola)  (6.92 posted, 0.06012 late)\n" in text
    assert "payouts hold the parts of other orders too" in text
