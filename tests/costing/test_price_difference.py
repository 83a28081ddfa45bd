"""Price differences: by units kept, none to what went back, and nothing lost where nobody keeps any."""

from __future__ import annotations

from dataclasses import replace

from tests.costing.floor import MONEY, Floor, moved
from tieout.core.lot import CostFacts
from tieout.core.match import LotCarry, Match
from tieout.costing.matching import match_of
from tieout.costing.price_difference import Settled, Settlement, settle
from tieout.costing.purchase import receipt_reference

NOTHING = Settled()


def wanting(goods: int, variance: int = 0, exchange: int = 0) -> Match:
    """A match that says what is to leave grni, in cents."""
    values = {"goods": goods, "variance": variance, "exchange": exchange}
    blank = match_of([])
    fields = {name: getattr(blank, name) for name in Match.__dataclass_fields__}
    return Match(
        **{**fields, "reference": "R1/1", **{name: cents * 10**6 for name, cents in values.items()}}
    )


def settled(floor: Floor, match: Match, *before: LotCarry, done: Settled = NOTHING) -> Settlement:
    floor.shelf.noted()
    lots = [lot for lot in floor.shelf.by_reference(receipt_reference("R1", "1")) if lot.born_quantity]
    return settle(floor.work(), match, done, lots, {carry.lot: carry for carry in before})


def test_a_difference_is_carried_by_units_wherever_they_are() -> None:
    floor = Floor("goods_received R1: 10 FLOUR at 1", "goods_shipped S1: 4 FLOUR")
    done = settled(floor, wanting(100))
    assert moved(done.facts) == {"difference_settled": "1", "price_difference": "1"}
    assert floor.on_hand("FLOUR") == [("6", "6.6")]
    assert done.carries == (LotCarry("event", "R1/1", 1, 10 * 10**6, MONEY, 0, 0),)


def test_only_the_change_is_carried_the_next_time() -> None:
    floor = Floor("goods_received R1: 10 FLOUR at 1")
    first = settled(floor, wanting(100))
    again = settled(floor, wanting(100), *first.carries)
    assert again == Settlement(CostFacts(), (), 0, 0, 0)
    less = settled(floor, wanting(40), *first.carries)
    assert (less.goods, floor.on_hand("FLOUR")) == (-60 * 10**6, [("10", "10.4")])


def test_units_that_went_back_give_up_what_they_took_to_the_variance() -> None:
    floor = Floor("goods_received R1: 10 FLOUR at 1")
    first = settled(floor, wanting(100))
    floor.do("goods_returned_to_supplier X1: 4 FLOUR of R1")
    done = settled(floor, wanting(60), *first.carries)
    assert (done.goods, done.variance) == (0, -40 * 10**6)
    assert floor.on_hand("FLOUR") == [("6", "6.6")]
    assert done.carries[0][3:] == (6 * 10**6, 60 * 10**6, 4 * 10**6, 40 * 10**6)


def test_where_nobody_keeps_any_it_is_a_variance() -> None:
    floor = Floor("goods_received R1: 10 FLOUR at 1", "goods_returned_to_supplier X1: 10 FLOUR of R1")
    done = settled(floor, wanting(100, exchange=7), done=Settled(variance=5 * 10**6))
    assert (done.goods, done.variance, done.exchange) == (0, 95 * 10**6, 7 * 10**6)


def returning(kept: int, goods: int) -> Match:
    """A match of ten units of which so many are kept."""
    return replace(wanting(goods), received=10 * 10**6, kept=kept * 10**6)


def test_units_that_travelled_and_went_back_are_the_receipts_own() -> None:
    """3 there and 5 of the 6 that came off the road went back; the 6th and one on the road are kept."""
    floor = Floor()
    floor.master.learn(floor.event("item OATS: raw, food, by fifo"))
    floor.do("goods_received R1: 10 OATS at 1")
    first = settled(floor, returning(10, 100))
    floor.do("transfer_dispatched T1 to SHOP: 7 OATS", "transfer_arrived T1 at MAIN: 6 OATS")
    floor.do("goods_returned_to_supplier X1: 8 OATS of R1")
    done = settled(floor, returning(2, 20), *first.carries)
    assert (done.goods, done.variance) == (0, -80 * 10**6)
    assert done.carries[0][3:] == (2 * 10**6, 20 * 10**6, 8 * 10**6, 80 * 10**6)
    dearer = settled(floor, returning(2, 40), *done.carries)
    assert dearer.goods == 20 * 10**6
    assert floor.on_hand("OATS") == [("1", "1.2")]
    assert floor.on_hand("OATS", "→T1") == [("1", "1.2")]


def test_units_that_leave_an_average_take_their_part_of_the_receipt_along() -> None:
    """4 of the 20 that stand together: 2 of them are the receipt's, by what it is of the average."""
    floor = Floor()
    floor.master.learn(floor.event("item OATS: raw, food, by average"))
    floor.do("goods_received R0: 10 OATS at 1", "goods_received R1: 10 OATS at 1")
    first = settled(floor, returning(10, 100))
    floor.do("goods_returned_to_supplier X1: 4 OATS of R1")
    done = settled(floor, returning(6, 60), *first.carries)
    assert (done.goods, done.variance) == (-20 * 10**6, -20 * 10**6)
    assert done.carries[0][3:] == (8 * 10**6, 60 * 10**6, 2 * 10**6, 20 * 10**6)
    assert floor.on_hand("OATS") == [("16", "16.6")]


def test_what_leaves_grni_names_its_line_and_its_supplier() -> None:
    floor = Floor("goods_received R1: 10 FLOUR at 1")
    done = settled(floor, replace(wanting(100), party="S-1"))
    told = [(one.reference, one.party) for one in done.facts.parts if one.name == "difference_settled"]
    assert told == [("R1/1", "S-1")]
