"""Re-costing: what was costed comes out again, and a changed value is named where it stands."""

from __future__ import annotations

import pytest

from tests.costing.again import KeptFloor
from tieout.costing.reckoning import Miscost

BAKERY = (
    "goods_received R1: 10 FLOUR at 1, lot A; 7 FLOUR at 1.3333, lot B",
    (
        "production_completed P1: made 3 BREAD; co_product 4 ROLL share 0.25; by_product 1 BRAN worth 1;"
        " used 11 FLOUR; labour 3; overhead 0.5; abnormal 1"
    ),
    "goods_shipped S1 of order O1: 2 BREAD",
    "goods_shipped S2 of order O2: 1 BREAD",
    "stock_adjusted broken: -1 ROLL",
    "stock_adjusted found: 2 FLOUR at 1.25",
)
HISTORIES = {
    "a bakery": BAKERY,
    "a run of several days": (
        "goods_received R1: 10 FLOUR at 1, lot A; 10 FLOUR at 1.7, lot B",
        "materials_issued RUN: 10 FLOUR, lot A",
        "production_completed RUN: made 1 BREAD; remaining 2",
        "materials_issued RUN: 10 FLOUR, lot B",
        "production_completed RUN: made 1 BREAD; remaining 3",
        "landed_cost_billed F1: 1.00 for R1",
        "production_closed RUN:",
    ),
    "units short that come later": (
        "goods_received R1: 1 FLOUR at 1",
        "production_completed P1: made 3 BREAD; used 4 FLOUR",
        "goods_shipped S1 of order O1: 5 BREAD",
        "goods_received R2: 2 FLOUR at 4",
        "production_completed P2: made 9 BREAD; used 3 FLOUR",
        "goods_received R3: 5 FLOUR at 0.33",
    ),
    "goods that come back and go back": (
        "goods_received R1: 9 FLOUR at 1.1111",
        "landed_cost_billed F1: 1.00 for R1",
        "goods_returned_to_supplier B1: 2 FLOUR of R1",
        "goods_shipped S1 of order O1: 3 FLOUR",
        "goods_returned T1: 1 FLOUR of S1",
        "stock_transferred T1 to SHOP: 2 FLOUR",
    ),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_what_was_costed_comes_out_again(name: str) -> None:
    floor = KeptFloor(*HISTORIES[name])
    anew = floor.again()
    assert anew.found == []
    assert anew.reckoned > len(anew.lots)


@pytest.mark.covers("S002-53")
@pytest.mark.parametrize("name", HISTORIES)
def test_each_changed_take_is_named_and_alone(name: str) -> None:
    """What follows from it is worked out from what it comes to, so nothing else is named."""
    count = len(list(KeptFloor(*HISTORIES[name]).all_takes()))
    assert count
    for place in range(count):
        floor = KeptFloor(*HISTORIES[name])
        before = floor.change_take(place, lambda take: take._replace(value=take.value + 1))
        what = "late" if before.role == "late" else "take"
        found = [(one.what, one.lot, one.sink, one.kept, one.due) for one in floor.found()]
        assert found == [(what, before.lot, before.sink, before.value + 1, before.value)]


@pytest.mark.covers("S002-53")
@pytest.mark.parametrize("name", HISTORIES)
def test_each_changed_birth_is_named_and_alone(name: str) -> None:
    floor = KeptFloor(*HISTORIES[name])
    valued = [lot for step in floor.steps for lot in step.born if lot.value]
    assert valued
    for lot in valued:
        floor = KeptFloor(*HISTORIES[name])
        floor.change_lot(lot.id, lambda born: born._replace(value=born.value + 7))
        [found] = floor.found()
        assert (found.what, found.lot, found.kept) == ("lot", lot.id, lot.value + 7)
        assert found.due in {lot.value, None}


def test_what_stock_was_written_down_by_is_compared_with_what_the_step_notes() -> None:
    floor = KeptFloor("goods_received R1: 10 FLOUR at 2", "stock_revalued damage: -0.5 FLOUR")
    anew = floor.again()
    assert (anew.found, dict(anew.as_kept)) == ([], {})
    floor.change_revaluation(0, lambda one: one._replace(value=one.value + 1))
    assert floor.found()[0] == Miscost("revalued", 1, 0, "event 1", -499_999_999, None)


def test_a_lot_that_is_missing_ends_it() -> None:
    floor = KeptFloor(*BAKERY)
    floor.steps[0] = floor.steps[0]._replace(born=floor.steps[0].born[1:])
    with pytest.raises(ValueError, match="lot 2 is kept where lot 1 is the next"):
        floor.again()


def test_values_beyond_what_a_machine_word_holds_are_exact() -> None:
    """Value × quantity of a large lot is far over 64 bits; the share is right to the last quantum."""
    floor = KeptFloor(
        "goods_received R1: 999999 FLOUR at 999.9999", "goods_shipped S1 of order O1: 333333.333333 FLOUR"
    )
    assert floor.found() == []
    assert max(lot.quantity * lot.value for step in floor.steps for lot in step.born) > 2**64
