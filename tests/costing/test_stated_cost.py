"""Stated costs: the price of a receipt, else what the step noted for the item."""

from __future__ import annotations

from collections.abc import Sequence

from tests.costing.again import KeptFloor
from tieout.core.lot import CostedStep, LotBorn, Part
from tieout.costing.stated_cost import StatedCosts, price_value


def step_of(*statements: str) -> CostedStep:
    return KeptFloor(*statements).steps[-1]


def changed(step: CostedStep) -> LotBorn:
    return step.born[0]._replace(value=step.born[0].value + 1)


def test_a_received_lot_is_worth_its_price_times_its_units() -> None:
    [born] = step_of("goods_received R1: 3 FLOUR at 0.33333333").born
    assert price_value(born) == born.value == 99_999_999
    assert price_value(born._replace(price="100/3", quantity=10**6)) == 33_333_333
    assert price_value(born._replace(layer="standard")) is None
    assert price_value(born._replace(price="")) is None


def test_what_a_step_noted_is_read_once_and_only_when_it_is_asked_for() -> None:
    read = list[int]()

    def parts() -> Sequence[Part]:
        read.append(1)
        return [Part("labour", 5)]

    stated = StatedCosts(step_of("goods_received R1: 3 FLOUR at 2")._replace(parts=parts))
    assert read == []
    assert [stated.absorbed(), stated.absorbed(), len(read)] == [5, 5, 1]


def test_what_was_found_is_noted_as_so_much_lost() -> None:
    step = step_of("stock_adjusted found: 2 FLOUR at 1.5")
    assert StatedCosts(step).says(step.born[0])
    stated = StatedCosts(step._replace(born=[changed(step)]))
    assert not stated.says(changed(step))
    assert stated.rather(changed(step)) == 300_000_000


def test_where_several_values_are_noted_none_is_chosen_but_the_price() -> None:
    found = step_of("stock_adjusted found: 2 FLOUR at 1.5; 1 FLOUR at 4")
    both = [lot._replace(value=1) for lot in found.born]
    assert StatedCosts(found._replace(born=both)).rather(both[0]) is None
    received = step_of("goods_received R1: 2 FLOUR at 1.5; 1 FLOUR at 4")
    both = [lot._replace(value=1) for lot in received.born]
    assert StatedCosts(received._replace(born=both)).rather(both[1]) == 400_000_000


def test_labour_and_overhead_of_a_run_are_its_own() -> None:
    run = step_of(
        "goods_received R1: 3 FLOUR at 2",
        "production_completed P1: made 1 BREAD; used 1 FLOUR; labour 3; overhead 0.5",
    )
    assert StatedCosts(run).absorbed() == 350_000_000
    issued = step_of("materials_issued RUN: labour 3; overhead 2")
    put_in = {lot.reference.rpartition("/")[2]: StatedCosts(issued).put_in(lot) for lot in issued.born}
    assert put_in == {"run:RUN": 0, "labour": 300_000_000, "overhead": 200_000_000}
