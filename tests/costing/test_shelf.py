"""The shelf: births, moves and what is let go after a commit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.costing.floor import MONEY, ONE, Floor
from tieout.core.account import AccountKey
from tieout.core.errors import ProgrammerError
from tieout.core.lot import LotBorn
from tieout.costing.genealogy import NoGenealogy
from tieout.costing.shelf import Shelf, receipt_prefix, total


def born(shelf: Shelf, quantity: int, value: int, **more: str) -> LotBorn:
    account = AccountKey("inventory_raw", ("",))
    base = LotBorn(shelf.next_lot, "e", "FLOUR", "MAIN", "", account, "", quantity, value, "food")
    return base._replace(**{"layer": "stock", **more})  # type: ignore[arg-type]


@pytest.mark.covers("S002-28")
@given(st.integers(0, 10**14), st.lists(st.integers(1, 10**9), min_size=1, max_size=12))
def test_a_lot_empties_to_exactly_nothing_whatever_is_taken(value: int, parts: list[int]) -> None:
    """Each take is half-even of what is there; the last takes the rest; nothing is lost between."""
    shelf = Shelf(NoGenealogy())
    lot = shelf.bear(born(shelf, sum(parts), value))
    sink = shelf.bear(born(shelf, 0, 0, layer=""))
    taken = [shelf.take(lot, part, sink) for part in parts]
    assert (lot.quantity, lot.value) == (0, 0)
    assert sum(taken) == value
    assert [take.value for take in shelf.takes(lot)] == taken


def test_a_take_is_rounded_half_even_at_the_quantum() -> None:
    """5 quanta over 2 units: 2.5 goes to the even 2."""
    shelf = Shelf(NoGenealogy())
    lot = shelf.bear(born(shelf, 2 * ONE, 5))
    assert shelf.worth(lot, ONE) == 2
    assert shelf.worth(lot, 2 * ONE) == 5


def test_a_lot_is_found_by_place_by_reference_by_receipt_and_by_order() -> None:
    shelf = Shelf(NoGenealogy())
    lot = shelf.bear(born(shelf, ONE, MONEY, reference="receipt:R1:1"))
    out = shelf.bear(born(shelf, ONE, 0, layer="", order_line="O1:1"))
    assert shelf.layers("FLOUR", "MAIN") == [lot]
    assert shelf.by_reference("receipt:R1:1") == [lot]
    assert shelf.by_receipt(receipt_prefix("receipt:R1:1")) == [lot]
    assert shelf.by_order("O1:1") == [out]
    assert total([lot, out]) == 2 * ONE


def test_after_a_commit_only_stock_on_hand_is_kept() -> None:
    shelf = Shelf(NoGenealogy())
    lot = shelf.bear(born(shelf, 2 * ONE, MONEY))
    gone = shelf.bear(born(shelf, ONE, 0, layer=""))
    shelf.take(lot, ONE, gone)
    assert {lot, gone} == set(shelf.drain_touched())
    assert not shelf.drain_touched()
    shelf.forget_settled()
    assert shelf.lot(lot.id) is lot
    assert lot.fresh == []
    with pytest.raises(ProgrammerError):
        shelf.lot(gone.id)


def test_what_an_event_did_is_noted_once() -> None:
    floor = Floor()
    facts = floor.do("goods_received R1: 2 FLOUR at 1")
    assert [lot.item for lot in facts.born] == ["FLOUR"]
    assert floor.shelf.noted() == ([], [], [])


def test_a_lot_with_another_number_than_the_next_is_a_bug() -> None:
    shelf = Shelf(NoGenealogy())
    with pytest.raises(ProgrammerError):
        shelf.bear(born(shelf, 1, 1)._replace(id=7))


def test_expected_lots_join_those_already_held() -> None:
    """A lot on the shelf is found under a reference fetched later: never a second copy of it."""
    shelf = Shelf(NoGenealogy())
    lot = shelf.bear(born(shelf, ONE, MONEY, reference="receipt:R1:1"))
    shelf.forget_settled()
    shelf.expect([lot], ["receipt:R1:1", "receipt:R2:1"], ["O1:1"])
    assert shelf.by_reference("receipt:R1:1") == [lot]
    assert shelf.by_reference("receipt:R2:1") == []
