"""Descent: where units of a receipt are now, and which of them went back."""

from __future__ import annotations

from tests.costing.floor import Floor
from tieout.costing.descent import came_of, given, gone_back, sent_back, weight_kept, went_on_and_back
from tieout.costing.genealogy import Lot

ONE = 10**6
SOLD = (
    "goods_received R1: 10 FLOUR at 1",
    "goods_shipped S1 of order O1: 10 FLOUR",
    "goods_returned RMA: 4 FLOUR of S1",
)


def received(floor: Floor, receipt: str = "R1") -> Lot:
    return floor.shelf.by_reference(f"receipt:{receipt}:1")[0]


def test_what_a_customer_gave_back_came_of_the_receipt() -> None:
    floor = Floor(*SOLD, "goods_received R2: 5 FLOUR at 1")
    back, other = floor.lots("FLOUR")
    own = came_of(floor.work(), [received(floor)])
    assert back.id in own
    assert other.id not in own


def test_units_that_came_back_and_went_on_are_gone_as_units_of_their_line_alone() -> None:
    floor = Floor(*SOLD, "goods_returned_to_supplier X1: 3 FLOUR of R1")
    lot, work = received(floor), floor.work()
    assert gone_back(work, lot, "R1/1", onward=True) == 3 * ONE
    assert gone_back(work, lot, "R1/1", onward=False) == 0
    assert gone_back(work, lot, "R9/1", onward=True) == 0
    assert sent_back(work, lot) == frozenset()
    assert len(sent_back(work, floor.lots("FLOUR")[0])) == 1


def test_of_a_line_shipped_from_two_lots_each_is_a_part_of_what_came_back() -> None:
    """2 of 8 shipped are of R1: of 4 back 1 is, and of 2 that went on a half."""
    floor = Floor(
        "goods_received R1: 2 FLOUR at 1",
        "goods_received R2: 6 FLOUR at 1",
        "goods_shipped S1 of order O1: 8 FLOUR",
        "goods_returned RMA: 4 FLOUR of S1",
        "goods_returned_to_supplier X1: 2 FLOUR of R1",
    )
    work, shipped = floor.work(), floor.shelf.by_reference("shipment:S1:1")[0]
    assert list(given(work, shipped).values()) == [4 * ONE]
    assert went_on_and_back(work, shipped) == 2 * ONE
    assert gone_back(work, received(floor), "R1/1", onward=True) == ONE // 2
    assert weight_kept(work, shipped, "", 2 * ONE) == 2 * ONE - ONE // 2


def test_what_was_made_of_goods_is_not_the_same_goods() -> None:
    floor = Floor("goods_received R1: 9 FLOUR at 1", "production_completed P1: made 2 BREAD; used 9 FLOUR")
    assert came_of(floor.work(), [received(floor)]) == frozenset()
