"""Genealogy from the store: the shelf's questions, answered through the transaction of the chunk."""

from __future__ import annotations

from tests.cycle.small_books import SmallBooks
from tests.storage.test_lots import FIRST, GONE, SECOND, TAKEN, stocked
from tieout.cycle.genealogy import StoredGenealogy
from tieout.storage.lots import LotLog, remember_costs


def test_lots_come_as_working_lots_with_what_they_hold(books: SmallBooks) -> None:
    stocked(books.database)
    genealogy = StoredGenealogy()
    with books.database.write() as connection:
        remember_costs(connection, [("FLOUR", "MAIN", "actual", 9, 2), ("FLOUR", "MAIN", "opening", 8, 1)])
        genealogy.log = LotLog(connection)
        layers = genealogy.layers("FLOUR", "MAIN")
        assert [(lot.id, lot.quantity, lot.value) for lot in layers] == [
            (FIRST.id, 5, 21),
            (SECOND.id, 6, 30),
        ]
        assert [lot.id for lot in genealogy.by_reference("R-1/1")] == [FIRST.id]
        assert [lot.id for lot in genealogy.by_order("O-1/1")] == [GONE.id]
        assert genealogy.lot(GONE.id).value == 4
        assert genealogy.takes(FIRST.id) == [TAKEN]
        assert genealogy.last_cost("FLOUR", "MAIN") == (9, 2)
        assert genealogy.opening_cost("FLOUR", "MAIN") == (8, 1)
        assert genealogy.last_cost("FLOUR", "SHOP") is None
