"""Standard cost: what stock is worth, what is a variance, and for which cause."""

from __future__ import annotations

import pytest

from tests.costing.floor import Floor, moved, shown
from tieout.core.event import ProductionCompleted
from tieout.core.lot import Part
from tieout.costing.standard import Used, restate, used_by, variance
from tieout.costing.taking import VARIED, NotCostable

RECIPE = "bom_version V1 of BREAD: 10 BREAD; 8 FLOUR; labour 20; hours 2; overhead 2"


def standard(*statements: str) -> Floor:
    floor = Floor()
    for line in ("item FLOUR: raw, food, at standard 1", "item BREAD: finished, food, at standard 3"):
        floor.master.learn(floor.event(line))
    floor.do(*statements)
    return floor


def causes(floor: Floor, run: str) -> dict[str, str]:
    facts = floor.do(run)
    return {
        part.account.qualifiers[0]: shown(part.value, 10**8)
        for part in facts.parts
        if part.name == "standard_variance" and part.account
    }


def test_stock_takes_the_standard_and_the_price_beyond_is_a_variance() -> None:
    floor = standard()
    facts = floor.do("goods_received R1: 100 FLOUR at 1.10")
    assert moved(facts) == {"received": "100", "accrued": "110", "standard_variance": "10"}
    assert floor.on_hand("FLOUR") == [("100", "100")]


@pytest.mark.parametrize(
    ("run", "told"),
    [
        ("made 10 BREAD; used 8 FLOUR; labour 20; hours 2; overhead 2", {}),
        ("made 10 BREAD; used 10 FLOUR; labour 20; hours 2; overhead 2", {"usage": "2"}),
        ("made 10 BREAD; used 8 FLOUR; labour 22; hours 2; overhead 2", {"labour_rate": "2"}),
        ("made 10 BREAD; used 8 FLOUR; labour 20; hours 1; overhead 2", {
            "labour_rate": "10", "labour_efficiency": "-10"}),
        ("made 10 BREAD; used 8 FLOUR; labour 21; overhead 3", {"labour_rate": "1", "overhead": "1"}),
        ("made 5 BREAD; used 8 FLOUR; labour 20; hours 2; overhead 2", {
            "usage": "4", "labour_efficiency": "10", "overhead": "1"}),
    ],
)  # fmt: skip
def test_a_run_is_told_by_cause(run: str, told: dict[str, str]) -> None:
    floor = standard("goods_received R1: 100 FLOUR at 1")
    floor.master.learn(floor.event(f"2026-01-01 {RECIPE}"))
    assert causes(floor, f"production_completed P1: {run}") == told


def test_without_a_recipe_or_where_the_standard_differs_from_it_the_rest_is_other() -> None:
    floor = standard("goods_received R1: 100 FLOUR at 1")
    assert causes(floor, "production_completed P1: made 10 BREAD; used 8 FLOUR") == {"other": "-22"}
    recipe = RECIPE.replace("overhead 2", "overhead 1")
    floor.master.learn(floor.event(f"2026-01-01 {recipe}"))
    run = "production_completed P2: made 10 BREAD; used 8 FLOUR; labour 20; hours 2; overhead 1"
    assert causes(floor, run) == {"other": "-1"}


def test_a_late_cost_is_a_variance_and_moves_no_stock() -> None:
    floor = standard("goods_received R1: 100 FLOUR at 1", "goods_shipped S1: 40 FLOUR")
    facts = floor.do("landed_cost_billed F1: 5.00 for R1")
    (landed,) = [part for part in facts.parts if part.name == "landed"]
    assert (str(landed.account), shown(landed.value, 10**8)) == ("purchase_price_variance", "5")
    assert floor.on_hand("FLOUR") == [("60", "60")]


def test_what_is_short_is_short_at_standard_and_restated_with_the_rest() -> None:
    floor = standard("goods_shipped S1: 4 FLOUR")
    assert floor.on_hand("FLOUR") == [("-4", "-4")]
    changed = floor.event("2026-03-02 item FLOUR: raw, food, at standard 1.5")
    floor.master.learn(changed)
    work = floor.work()
    restate(work, changed)  # type: ignore[arg-type]
    assert [(part.name, shown(part.value, 10**8)) for part in work.parts] == [
        ("lost", "2"),
        ("adjusted", "2"),
    ]
    assert floor.on_hand("FLOUR") == [("-4", "-6")]


def test_found_at_standard_whatever_is_stated_and_never_revalued() -> None:
    floor = standard("stock_adjusted found: 4 FLOUR at 9")
    assert floor.on_hand("FLOUR") == [("4", "4")]
    with pytest.raises(NotCostable) as refused:
        floor.do("stock_revalued age: -0.5 FLOUR")
    assert refused.value.problem_code == "standard_not_revalued"


def test_a_part_of_nothing_used_counts_by_its_lines_and_its_cost() -> None:
    floor = standard()
    event = floor.event("2026-03-02 production_completed P1: made 1 BREAD; used 2 FLOUR; used 3 FLOUR")
    assert isinstance(event, ProductionCompleted)
    parts = [Part("consumed", 7, item="FLOUR"), Part("labour", 9, item="P1")]
    assert used_by(floor.work(), event, parts) == {"FLOUR": Used(5 * 10**6, 7)}
    assert str(variance("usage")) == "production_variance(usage)"


def test_a_run_at_standard_hands_on_all_it_cost_and_its_variance_comes_out_of_it() -> None:
    """Nothing stays on the run; what was taken apart likewise."""
    floor = standard("goods_received R1: 100 FLOUR at 1")
    floor.master.learn(floor.event("item BRAN: raw, feed, at standard 2"))
    for statement in (
        "production_completed P1: made 10 BREAD; used 8 FLOUR",
        "disassembly_completed D1: 1 BREAD; 1 BRAN share 1",
    ):
        facts = floor.do(statement)
        (run,) = [lot for lot in facts.born if str(lot.account) == "inventory_wip"]
        assert floor.shelf.lot(run.id).value == 0
        varied = [take for take in facts.takes if take.role == VARIED]
        assert [take.lot for take in varied] == [run.id]
        assert {take.quantity for take in varied} == {0}


@pytest.mark.parametrize(
    ("recipe", "run", "told"),
    [
        # 5 loaves at yield 0.5 are half of the batch begun twice over: 8 flour are what is expected
        ("8 FLOUR; yield 0.5", "made 5 BREAD; used 8 FLOUR", {"other": "-7"}),
        # a component that was left out, and one that nobody asked for
        ("8 FLOUR; 2 SALT", "made 10 BREAD; used 8 FLOUR; used 3 BRAN", {"usage": "14", "other": "-18"}),
        # no labour is expected: what was worked is no variance of a rate
        ("8 FLOUR", "made 10 BREAD; used 8 FLOUR; labour 5", {"other": "-17"}),
        # no hours are expected: all of it is rate
        ("8 FLOUR; labour 20", "made 10 BREAD; used 8 FLOUR; labour 22; hours 2", {
            "labour_rate": "2", "other": "-2"}),
        # what is not stocked counts at its standard cost where the run states none
        ("8 FLOUR; 1 OVEN", "made 10 BREAD; used 8 FLOUR; used 3 OVEN", {"usage": "4", "other": "-20"}),
        ("8 FLOUR; 1 OVEN", "made 10 BREAD; used 8 FLOUR; used 1 OVEN worth 5", {
            "price": "3", "other": "-20"}),
    ],
)  # fmt: skip
def test_a_run_is_held_against_its_own_recipe(recipe: str, run: str, told: dict[str, str]) -> None:
    """10 loaves stand at 30.00; what the recipe asks for is worth less, and that rest is other."""
    floor = standard("goods_received R1: 100 FLOUR at 1; 10 BRAN at 6")
    for line in ("item SALT: raw, food, at standard 2", "item OVEN: service, at standard 2"):
        floor.master.learn(floor.event(line))
    floor.master.learn(floor.event(f"2026-01-01 bom_version V1 of BREAD: 10 BREAD; {recipe}"))
    assert causes(floor, f"production_completed P1: {run}") == told


def test_a_changed_standard_says_of_which_item_it_changes_the_stock() -> None:
    floor = standard("goods_received R1: 4 FLOUR at 1")
    changed = floor.event("2026-03-02 item FLOUR: raw, food, at standard 1.5")
    floor.master.learn(changed)
    work = floor.work()
    restate(work, changed)  # type: ignore[arg-type]
    assert [(part.name, part.item) for part in work.parts] == [("lost", "FLOUR"), ("adjusted", "FLOUR")]
