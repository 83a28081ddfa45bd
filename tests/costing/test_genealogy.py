"""A lot at work, and a store that knows nothing."""

from __future__ import annotations

import pytest

from tieout.core.account import AccountKey
from tieout.core.errors import ProgrammerError
from tieout.core.lot import LotBorn
from tieout.costing.genealogy import Lot, NoGenealogy


def test_a_lot_holds_what_it_was_born_with_beside_what_it_holds() -> None:
    account = AccountKey("inventory_raw", ("",))
    lot = Lot(LotBorn(1, "e", "FLOUR", "MAIN", "L", account, "", 5, 70, "food"), 2, 30, None)
    assert (lot.born_quantity, lot.born_value, lot.quantity, lot.value) == (5, 70, 2, 30)
    assert (lot.earlier, lot.fresh) == (None, [])


def test_where_nothing_is_stored_nothing_is_found() -> None:
    nothing = NoGenealogy()
    assert nothing.layers("A", "B") == nothing.by_reference("R") == nothing.by_order("O") == []
    assert nothing.by_receipt("receipt:R:") == []
    assert nothing.takes(1) == []
    assert nothing.last_cost("A", "B") is nothing.opening_cost("A", "B") is None
    with pytest.raises(ProgrammerError):
        nothing.lot(1)
