"""Production: run cost, scrap, by-products, parts of a run, disassembly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.costing.floor import Floor, moved
from tieout.core.event import DisassemblyCompleted, ProductionCompleted
from tieout.costing.taking import NotCostable


@pytest.mark.covers("S002-13", "S002-18", "S002-20")
def test_actual_materials_labour_and_overhead_are_the_cost_of_the_output() -> None:
    floor = Floor("goods_received R1: 10 FLOUR at 1; 10 FLOUR at 2")
    facts = floor.do("production_completed P1: made 5 BREAD; used 12 FLOUR; labour 3; overhead 1")
    assert moved(facts) == {"consumed": "14", "labour": "3", "overhead": "1", "produced": "18"}
    assert floor.on_hand("BREAD") == [("5", "18")]


@pytest.mark.covers("S002-21")
@pytest.mark.parametrize(
    ("words", "scrap"),
    [
        ("scrapped 1; yield 0.9", None),  # 1 of 10 may be lost
        ("scrapped 2; yield 0.9", "0.90909091"),  # allowed 1.1 of 11, 0.9 beyond: 10 × 0.9 ÷ 9.9
        ("scrapped 2", None),  # no yield stated: all normal
        ("abnormal 1", "1"),  # 10 × 1 ÷ (9 + 1)
    ],
)
def test_loss_within_the_yield_is_normal_and_beyond_it_an_expense(words: str, scrap: str | None) -> None:
    floor = Floor("goods_received R1: 10 FLOUR at 1")
    facts = floor.do(f"production_completed P1: made 9 BREAD; used 10 FLOUR; {words}")
    assert moved(facts).get("scrapped") == scrap


def test_scrap_is_valued_after_by_products() -> None:
    """(10 − 1) × 1 ÷ (2 + 1) = 3."""
    floor = Floor("goods_received R1: 10 FLOUR at 1")
    made = "production_completed P1: made 2 BREAD; by_product 1 BRAN worth 1; used 10 FLOUR; abnormal 1"
    assert moved(floor.do(made))["scrapped"] == "3"
    assert floor.on_hand("BREAD") == [("2", "6")]


def test_several_main_outputs_share_by_quantity_and_the_last_takes_the_rest() -> None:
    floor = Floor("goods_received R1: 1 FLOUR at 1")
    floor.do("production_completed P1: made 1 BREAD; made 1 BREAD; made 1 BREAD; used 1 FLOUR")
    assert [value for _, value in floor.on_hand("BREAD")] == ["0.33333333", "0.33333333", "0.33333334"]


def test_outputs_are_all_there_before_the_first_covers_what_was_short() -> None:
    """Two bread outputs of a run that consumed bread short: both are born, then cover in order."""
    floor = Floor("goods_received R1: 1 BREAD at 1; 4 FLOUR at 3", "goods_shipped S1: 3 BREAD")
    facts = floor.do("production_completed P1: made 1 BREAD; made 3 BREAD; used 4 FLOUR")
    made = [lot.id for lot in facts.born if lot.layer and lot.item == "BREAD"]
    covers = [take.lot for take in facts.takes if take.role == "covered"]
    assert covers == made
    assert floor.on_hand("BREAD") == [("2", "6")]


def test_parts_of_a_run_take_their_fraction_and_the_last_the_rest() -> None:
    floor = Floor("goods_received R1: 10 FLOUR at 1", "materials_issued RUN: 10 FLOUR")
    floor.do("production_completed RUN: made 1 BREAD; remaining 2")
    floor.do("production_completed RUN: made 2 BREAD")
    assert floor.on_hand("BREAD") == [("1", "3.33333333"), ("2", "6.66666667")]
    assert floor.shelf.by_reference("run:RUN")[0].value == 0


def test_a_lot_taken_apart_is_spread_by_share() -> None:
    floor = Floor("goods_received R1: 2 BREAD at 5")
    facts = floor.do("disassembly_completed D1: 1 BREAD; 1 ROLL share 0.7; 2 BRAN share 0.3")
    assert moved(facts) == {"taken_apart": "5", "won": "5"}
    assert floor.on_hand("ROLL") == [("1", "3.5")]
    assert floor.on_hand("BRAN") == [("2", "1.5")]


def test_what_the_bom_in_effect_asks_for_is_kept_with_the_run() -> None:
    """3 loaves of a batch of 10 at yield 0.9: 8 × 3 ÷ 9 flour; a version told later changes none of it."""
    floor = Floor("goods_received R1: 10 FLOUR at 1")
    floor.master.learn(floor.event("2026-01-01 bom_version V1 of BREAD: 10 BREAD; 8 FLOUR; yield 0.9"))
    facts = floor.do("production_completed P1: made 3 BREAD; used 3 FLOUR")
    kept = [(part.name, part.reference, part.item, part.quantity) for part in facts.parts if not part.value]
    assert kept == [
        ("expected_yield", "V1", "BREAD", 900_000),
        ("expected", "V1", "FLOUR", 2_666_667),
    ]


def test_what_is_not_stocked_is_absorbed_at_its_value_or_standard() -> None:
    floor = Floor("goods_received R1: 10 FLOUR at 1")
    floor.master.learn(floor.event("item OVEN: service, at standard 2"))
    floor.master.learn(floor.event("item BAKER: service, absorbed as labour"))
    run = "production_completed P1: made 1 BREAD; used 1 FLOUR; used 2 OVEN; used 1 BAKER worth 7"
    assert moved(floor.do(run)) == {"consumed": "1", "labour": "7", "overhead": "4", "produced": "12"}
    with pytest.raises(NotCostable):
        floor.do("production_completed P2: made 1 BREAD; used 1 BAKER")


def test_a_closed_run_leaves_what_is_in_progress_to_its_variance() -> None:
    floor = Floor("goods_received R1: 10 FLOUR at 1", "materials_issued RUN: 10 FLOUR; labour 5")
    floor.do("production_completed RUN: made 1 BREAD; remaining 2")
    facts = floor.do("production_closed RUN:")
    assert moved(facts) == {"progress_used": "10", "left_in_progress": "10"}
    assert str(facts.born[0].account) == "production_variance(wip)"
    assert moved(floor.do("production_closed RUN:")) == {}
    assert moved(floor.do("production_closed NEVER:")) == {}


def test_labour_and_overhead_put_in_before_are_in_progress() -> None:
    floor = Floor()
    facts = floor.do("materials_issued RUN: labour 5; overhead 1")
    assert moved(facts) == {"labour_issued": "5", "overhead_issued": "1", "in_progress": "6"}
    assert moved(floor.do("production_completed RUN: made 2 BREAD"))["produced"] == "6"


def test_what_is_in_progress_names_its_run_until_it_is_closed() -> None:
    """So that work in progress, and what is left of it, is told by run."""
    floor = Floor("goods_received R1: 10 FLOUR at 1")
    facts = floor.do("materials_issued RUN: 10 FLOUR; labour 5")
    assert {(part.name, part.item) for part in facts.parts} == {
        ("issued", "FLOUR"),
        ("labour_issued", "RUN"),
        ("in_progress", "RUN"),
    }
    facts = floor.do("production_closed RUN:")
    assert {(part.name, part.item) for part in facts.parts} == {
        ("progress_used", "RUN"),
        ("left_in_progress", "RUN"),
    }


@pytest.mark.parametrize(
    ("recipe", "stated", "kept", "asked"),
    [
        ("", "", 1_000_000, 2_400_000),  # neither says: nothing is expected to be lost
        ("", "; yield 0.8", 800_000, 2_400_000),
        ("; yield 0.9", "; yield 0.8", 800_000, 2_666_667),  # the run's own goes before the recipe's
    ],
)
def test_the_yield_kept_with_a_run_is_its_own_else_that_of_its_recipe(
    recipe: str, stated: str, kept: int, asked: int
) -> None:
    floor = Floor("goods_received R1: 10 FLOUR at 1")
    floor.master.learn(floor.event(f"2026-01-01 bom_version V1 of BREAD: 10 BREAD; 8 FLOUR{recipe}"))
    facts = floor.do(f"production_completed P1: made 3 BREAD; used 3 FLOUR{stated}")
    expected = {part.name: part.quantity for part in facts.parts if not part.value}
    assert expected == {"expected_yield": kept, "expected": asked}


def test_what_is_scrapped_and_what_is_used_up_of_a_run_says_of_what_and_why() -> None:
    floor = Floor("goods_received R1: 10 FLOUR at 1", "materials_issued RUN: 10 FLOUR")
    run = "2026-03-02 production_completed RUN: made 9 BREAD; abnormal 1"
    facts = floor.cost(floor.event(run, scrap_reason="burnt"))
    assert facts is not None
    told = {part.name: (part.item, part.reason) for part in facts.parts}
    assert told == {"progress_used": ("RUN", ""), "scrapped": ("BREAD", "burnt"), "produced": ("BREAD", "")}


def test_material_of_another_place_is_taken_there() -> None:
    """The run is in MAIN, where flour costs 1; its line says SHOP, where it costs 3."""
    floor = Floor("goods_received R0: 5 FLOUR at 3", "stock_transferred T1 to SHOP: 5 FLOUR")
    floor.do("goods_received R1: 5 FLOUR at 1")
    run = floor.event("2026-03-02 production_completed P1: made 2 BREAD; used 2 FLOUR; labour 1")
    assert isinstance(run, ProductionCompleted)
    facts = floor.cost(replace(run, consumed=[replace(run.consumed[0], location="SHOP")]))
    assert facts is not None
    assert (floor.on_hand("FLOUR"), floor.on_hand("FLOUR", "SHOP")) == ([("5", "5")], [("3", "9")])
    assert floor.on_hand("BREAD") == [("2", "7")]
    assert {part.name: part.item for part in facts.parts} == {
        "consumed": "FLOUR",
        "labour": "P1",
        "produced": "BREAD",
    }


def test_what_is_won_of_a_lot_taken_apart_has_the_number_it_is_told_by() -> None:
    floor = Floor("goods_received R1: 2 BREAD at 5")
    apart = floor.event("2026-03-02 disassembly_completed D1: 1 BREAD; 1 ROLL share 1")
    assert isinstance(apart, DisassemblyCompleted)
    facts = floor.cost(replace(apart, components=[replace(apart.components[0], lot="W")]))
    assert facts is not None
    assert [lot.number for lot in floor.lots("ROLL")] == ["W"]
    assert {part.name: part.item for part in facts.parts} == {"taken_apart": "BREAD", "won": "ROLL"}
