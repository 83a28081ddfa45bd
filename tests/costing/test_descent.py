"""Descent: where units of a receipt are now, and which of them went back."""

from __future__ import annotations

from tests.costing.floor import Floor
from tieout.costing.descent import (
    COVERED,
    came_of,
    given,
    gone_back,
    is_same_goods,
    sent_back,
    taken_by,
    undone,
    weight_kept,
    went_on_and_back,
)
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
    assert weight_kept(work, received(floor), shipped, "", 2 * ONE) == 2 * ONE - ONE // 2


def test_what_was_made_of_goods_is_not_the_same_goods() -> None:
    floor = Floor("goods_received R1: 9 FLOUR at 1", "production_completed P1: made 2 BREAD; used 9 FLOUR")
    assert came_of(floor.work(), [received(floor)]) == frozenset()


SHORT = (
    "goods_received R0: 1 FLOUR at 1",
    "goods_shipped S1 of order O1: 11 FLOUR",
    "goods_received R1: 10 FLOUR at 1",
    "goods_returned RMA: 4 FLOUR of S1",
)
"""Shipped before the receipt came, covered by it, and a part came back."""


def test_units_that_cover_a_shortage_are_those_that_were_taken_short() -> None:
    floor = Floor(*SHORT)
    back = floor.lots("FLOUR")[0]
    assert back.id in came_of(floor.work(), [received(floor)])


def test_of_a_line_that_was_short_a_receipt_is_the_part_it_covered() -> None:
    """10 of 11 shipped are of R1: of 4 that came back and went on 3.636364 are, 0.363636 are R0's."""
    floor = Floor(*SHORT, "goods_returned_to_supplier X1: 4 FLOUR of R1")
    work = floor.work()
    assert gone_back(work, received(floor), "R1/1", onward=True) == 3_636_364
    assert gone_back(work, received(floor, "R0"), "R1/1", onward=True) == 363_636


def test_of_a_shortage_that_two_receipts_cover_each_is_a_part() -> None:
    """R1 covers 3 of 8 shipped short, R2 the other 5: of 4 that came back 1.5 and 2.5."""
    floor = Floor(
        "goods_received R0: 1 FLOUR at 1",
        "goods_shipped S0 of order O0: 1 FLOUR",
        "goods_shipped S1 of order O1: 8 FLOUR",
        "goods_received R1: 3 FLOUR at 1",
        "goods_received R2: 5 FLOUR at 1",
        "goods_returned RMA: 4 FLOUR of S1",
        "goods_returned_to_supplier X1: 4 FLOUR of R1",
    )
    work = floor.work()
    assert gone_back(work, received(floor), "R1/1", onward=True) == 3 * ONE // 2
    assert gone_back(work, received(floor, "R2"), "R1/1", onward=True) == 5 * ONE // 2


def test_units_that_came_back_and_covered_their_own_shortage_are_in_no_circle() -> None:
    """4 of 9 shipped short come back and cover 4 of them, R1 the other 5: what came back leads nowhere."""
    floor = Floor(
        "goods_received R0: 1 FLOUR at 1",
        "goods_shipped S0 of order O0: 1 FLOUR",
        "goods_shipped S1 of order O1: 9 FLOUR",
        "goods_returned RMA1: 4 FLOUR of S1",
        "goods_received R1: 9 FLOUR at 1",
        "goods_returned RMA2: 3 FLOUR of S1",
        "goods_returned_to_supplier X1: 7 FLOUR of R1",
    )
    work, shipped = floor.work(), floor.shelf.by_reference("shipment:S1:1")[0]
    first, second = (work.shelf.lot(key) for key, _ in taken_by(work, shipped))
    assert undone(work, first) == undone(work, first, by=shipped) == 4 * ONE
    assert list(given(work, shipped)) == [(second.id, "returned")]
    assert first.id not in came_of(work, [received(floor)])
    assert {shipped.id, second.id} < came_of(work, [received(floor)])
    assert gone_back(work, received(floor), "R1/1", onward=True) == 7 * ONE


def test_of_what_came_back_only_the_rest_is_a_receipts_that_did_not_cover_its_own_shortage() -> None:
    """6 of 9 come back, 4 cover what was left short, 2 go on: these are all of R1, which covered 5."""
    floor = Floor(
        "goods_received R0: 1 FLOUR at 1",
        "goods_shipped S0 of order O0: 1 FLOUR",
        "goods_shipped S1 of order O1: 9 FLOUR",
        "goods_received R1: 5 FLOUR at 1",
        "goods_returned RMA: 6 FLOUR of S1",
        "goods_returned_to_supplier X1: 2 FLOUR of R1",
    )
    work, shipped = floor.work(), floor.shelf.by_reference("shipment:S1:1")[0]
    assert list(given(work, shipped).values()) == [2 * ONE]
    assert went_on_and_back(work, shipped) == 2 * ONE
    assert gone_back(work, received(floor), "R1/1", onward=True) == 2 * ONE


def test_goods_that_moved_there_and_back_cover_what_was_moved_short() -> None:
    """5 move while 1 is there; 3 come back and cover 3 of the 4 short: 2 were moved, 1 of them of each."""
    floor = Floor(
        "goods_received R0: 1 FLOUR at 1",
        "stock_transferred T1 from MAIN to SHOP: 5 FLOUR",
        "stock_transferred T2 from SHOP to MAIN: 3 FLOUR",
        "goods_received R1: 1 FLOUR at 1",
        "stock_transferred T3 from SHOP to MAIN: 2 FLOUR",
    )
    work = floor.work()
    back = floor.lots("FLOUR")[-1]
    assert back.quantity == 2 * ONE
    for name in ("R0", "R1"):
        assert back.id in came_of(work, [received(floor, name)])


def test_shortages_that_cover_each_other_are_in_no_circle() -> None:
    """What came back of each of two short shipments covers the other: the later leads nowhere."""
    floor = Floor(
        "goods_received R0: 1 FLOUR at 1",
        "goods_shipped S0 of order O0: 1 FLOUR",
        "goods_shipped S1 of order O1: 2 FLOUR",
        "goods_shipped S2 of order O2: 2 FLOUR",
        "goods_returned RMA2: 2 FLOUR of S2",
        "goods_returned RMA1: 2 FLOUR of S1",
    )
    work = floor.work()
    (of_two, covers_one), (of_one, covers_two) = (
        (work.shelf.lot(sink), next(iter(given(work, work.shelf.lot(sink)))))
        for sink, _ in (
            next(iter(given(work, floor.shelf.by_reference(f"shipment:{name}:1")[0])))
            for name in ("S2", "S1")
        )
    )
    one, two = (work.shelf.lot(key) for key, _ in (covers_one, covers_two))
    assert is_same_goods(work, of_two, one, COVERED)
    assert not is_same_goods(work, of_one, two, COVERED)
    assert of_one.id in came_of(work, [of_two])
    assert came_of(work, [of_one]) == frozenset()


def test_what_was_used_before_it_came_was_made_into_something_else() -> None:
    floor = Floor(
        "goods_received R0: 1 FLOUR at 1",
        "production_completed P1: made 2 BREAD; used 9 FLOUR",
        "goods_received R1: 9 FLOUR at 1",
    )
    bread, work = floor.lots("BREAD")[0], floor.work()
    assert bread.id not in came_of(work, [received(floor)])


def test_what_was_worked_out_is_worked_out_again_once_units_move() -> None:
    floor = Floor(*SOLD)
    work, lot = floor.work(), received(floor)
    assert gone_back(work, lot, "R1/1", onward=True) == 0
    floor.do("goods_returned_to_supplier X1: 3 FLOUR of R1")
    assert gone_back(work, lot, "R1/1", onward=True) == 3 * ONE


def test_a_way_of_many_turns_is_followed_to_its_end() -> None:
    """Goods that moved there and back a thousand times are their receipt's own still."""
    turns = (
        statement
        for n in range(500)
        for statement in (
            f"stock_transferred A{n} from MAIN to SHOP: 5 FLOUR",
            f"stock_transferred B{n} from SHOP to MAIN: 5 FLOUR",
        )
    )
    floor = Floor("goods_received R1: 5 FLOUR at 1", *turns)
    floor.do("goods_returned_to_supplier X1: 2 FLOUR of R1")
    work, lot = floor.work(), received(floor)
    assert gone_back(work, lot, "R1/1", onward=True) == 2 * ONE
    assert went_on_and_back(work, lot) == 2 * ONE
