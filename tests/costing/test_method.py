"""Costing method: which is in force at a place, and what a change of it has to wait for."""

from __future__ import annotations

import pytest

from tests.costing.floor import Floor
from tieout.costing.method import AVERAGE, FIFO, LOT_ACTUAL, method_at


def in_force(floor: Floor, item: str = "OATS") -> tuple[str, bool]:
    method, flag = method_at(floor.shelf, floor.master, item, "MAIN")
    return method, flag is not None


def learn(floor: Floor, statement: str) -> None:
    floor.master.learn(floor.event(statement))


def test_an_item_that_states_nothing_is_costed_by_lot() -> None:
    floor = Floor()
    assert in_force(floor, "FLOUR") == (LOT_ACTUAL, False)
    learn(floor, "item OATS: raw, food, by average")
    assert in_force(floor) == (AVERAGE, False)
    assert in_force(floor, "FLOUR") == (LOT_ACTUAL, False)


def test_a_place_that_holds_units_keeps_its_method_until_it_is_empty() -> None:
    floor = Floor()
    learn(floor, "item OATS: raw, food")
    floor.do("goods_received R1: 10 OATS at 1")
    learn(floor, "item OATS: raw, food, by fifo")
    assert in_force(floor) == (LOT_ACTUAL, True)
    flags = floor.do("goods_received R2: 10 OATS at 2").flags
    assert [flag.code for flag in flags] == ["costing_method_waits"]
    floor.do("goods_shipped S1: 20 OATS")
    assert in_force(floor) == (FIFO, False)


@pytest.mark.parametrize("method", ["fifo", "average"])
def test_a_lot_that_is_named_does_not_matter_to_them(method: str) -> None:
    floor = Floor()
    learn(floor, f"item OATS: raw, food, by {method}")
    floor.do("goods_received R1: 10 OATS at 1, lot A; 10 OATS at 2, lot B")
    by_lot = floor.do("goods_shipped S1: 10 OATS, lot B").takes
    assert sum(take.value for take in by_lot if not take.role.startswith("pool")) == (
        10 * 10**8 if method == "fifo" else 15 * 10**8
    )
