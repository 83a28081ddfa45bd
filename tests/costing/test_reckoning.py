"""Reckoning: what is held at the end is compared, and a lot is answered as it is or was earlier."""

from __future__ import annotations

import pytest

from tests.costing.again import KeptFloor
from tieout.core.lot import Take
from tieout.costing.reckoning import Miscost, Reckoned

RECEIPT = "goods_received R1: 10 FLOUR at 1"


def test_what_a_lot_holds_is_compared_in_units_and_value() -> None:
    floor = KeptFloor(RECEIPT, "goods_shipped S1 of order O1: 4 FLOUR")
    lot = floor.lots("FLOUR")[0]
    lot.quantity += 1
    lot.value -= 5
    assert floor.found() == [
        Miscost("units", lot.id, 0, "event 0", lot.quantity, lot.quantity - 1),
        Miscost("held", lot.id, 0, "event 0", lot.value, lot.value + 5),
    ]


def test_what_is_held_of_a_lot_that_never_was_is_named() -> None:
    anew = KeptFloor(RECEIPT).again()
    anew.compare_held([(1, 10_000_000, 1_000_000_000), (7, 1, 3)])
    assert anew.found == [Miscost("held", 7, 0, "", 3, 0)]


def test_a_lot_is_answered_as_it_is_or_as_it_was_when_the_step_began() -> None:
    anew = KeptFloor(RECEIPT, "goods_shipped S1 of order O1: 4 FLOUR").again()
    now = Reckoned(anew, {}).lot(1)
    assert (now.quantity, now.value, [take.sink for take in now.earlier or ()]) == (
        6_000_000,
        600_000_000,
        [2],
    )
    before = Reckoned(anew, {1: (10_000_000, [])}).lot(1)
    assert (before.quantity, before.earlier) == (10_000_000, [])


def test_there_is_no_lot_of_number_nothing() -> None:
    anew = KeptFloor(RECEIPT).again()
    with pytest.raises(IndexError, match="there is no lot 0"):
        anew.lot(0)


def test_takes_are_kept_by_lot_in_order() -> None:
    anew = KeptFloor(RECEIPT).again()
    takes = [Take(1, sink, 1, 1, "", 1) for sink in (3, 2)]
    for take in takes:
        anew.keep(take)
    assert anew.takes == {1: takes}
