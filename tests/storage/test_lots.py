"""Lots kept: births, takes and values appended; what each holds now, by place, reference and order."""

from __future__ import annotations

from typing import Any

from tieout.core.account import account_key
from tieout.core.lot import CostFacts, Flag, LotBorn, Part, Revalued, SaleNeed, Take
from tieout.storage.database import Database
from tieout.storage.lots import LotLog, append_costs, hold, keep_waiting, remember_costs

RAW, SHIPPED = account_key("inventory_raw", account_group="dry"), account_key("shipped_not_invoiced")


def born(key: int, **fields: Any) -> LotBorn:
    said = {"number": "", "account": RAW, "reference": "", "category": "food", "price": "4.25"} | fields
    return LotBorn(
        id=key, event="e1", item="FLOUR", location="MAIN", quantity=6_000_000, value=25_50000000, **said
    )


FIRST, SECOND = born(1, reference="R-1/1", number="L-7"), born(2, reference="R-2/1")
GONE = born(3, account=SHIPPED, reference="S-1/1", order_line="O-1/1", price="")
TAKEN = Take(lot=1, sink=3, quantity=1_000_000, value=4_25000000, role="quantity", weight=1_000_000)


def held(lot: LotBorn, quantity: int, value: int, *, layer: str = "stock") -> tuple[Any, ...]:
    return (lot.id, lot.item, lot.location, lot.order_line, layer, quantity, value)


def stocked(database: Database) -> None:
    facts = CostFacts(
        born=(FIRST, SECOND, GONE),
        takes=(TAKEN,),
        revalued=(Revalued(2, 5, "late"),),
        parts=(Part("goods_cost", 5, account=RAW, item="FLOUR"),),
        flags=(Flag("cost_provisional", "one"), Flag("cost_circular", "two")),
    )
    with database.write() as connection:
        append_costs(connection, [("e1", 0, facts)])
        hold(
            connection,
            [held(SECOND, 6, 30), held(FIRST, 5, 21), held(GONE, 1, 4, layer="")],
        )


def test_stock_is_found_by_place_oldest_first_and_nothing_else(database: Database) -> None:
    stocked(database)
    with database.read() as connection:
        log = LotLog(connection)
        assert log.layers("FLOUR", "MAIN") == [(FIRST, 5, 21), (SECOND, 6, 30)]
        assert log.layers("FLOUR", "OTHER") == log.layers("SUGAR", "MAIN") == []
        assert log.next_lot() == 4


def test_a_lot_is_found_by_its_id_reference_and_order(database: Database) -> None:
    stocked(database)
    many = ["R-2/1", "R-1/1", *(f"X-{number}" for number in range(600))]
    with database.read() as connection:
        log = LotLog(connection)
        assert log.lot(3) == (GONE, 1, 4)
        assert sorted(log.by_references(many)) == [(FIRST, 5, 21), (SECOND, 6, 30)]
        assert log.by_references([""]) == []
        assert log.by_orders(["O-1/1", "O-2/1"]) == [(GONE, 1, 4)]
        assert log.takes(1) == [TAKEN]
        assert log.takes(2) == []


def test_a_lot_that_holds_nothing_is_no_layer_but_is_remembered(database: Database) -> None:
    stocked(database)
    with database.write() as connection:
        hold(connection, [held(FIRST, 0, 0), held(SECOND, 0, 7)])
        hold(connection, [])
        log = LotLog(connection)
        assert log.layers("FLOUR", "MAIN") == [(SECOND, 0, 7)]
        assert log.lot(1) == (FIRST, 0, 0)


def test_an_order_line_of_which_units_were_owed_is_known(database: Database) -> None:
    stocked(database)
    with database.write() as connection:
        assert LotLog(connection).owing(["O-1/1"]) == set()
        append_costs(connection, [("e1", 0, CostFacts(takes=(Take(3, 3, 0, 0, "owed", 5),)))])
        assert LotLog(connection).owing(["O-1/1", "O-2/1"]) == {"O-1/1"}
        assert LotLog(connection).owing([]) == set()


def test_last_costs_are_kept_by_place_and_kind(database: Database) -> None:
    with database.write() as connection:
        remember_costs(connection, [("FLOUR", "MAIN", "actual", 10, 2), ("FLOUR", "MAIN", "opening", 3, 1)])
        remember_costs(connection, [("FLOUR", "MAIN", "actual", 12, 2)])
        remember_costs(connection, [])
        log = LotLog(connection)
        assert log.cost("FLOUR", "MAIN", "actual") == (12, 2)
        assert log.cost("FLOUR", "MAIN", "opening") == (3, 1)
        assert log.cost("FLOUR", "OTHER", "actual") is None


def test_sales_wait_in_the_order_they_came_until_recognised(database: Database) -> None:
    first = SaleNeed("e1", "O-1", (("1", 5), ("2", 7)), "2026-03-05")
    second = SaleNeed("e2", "O-1", (("1", 1),), "2026-03-04")
    with database.write() as connection:
        keep_waiting(connection, [(second, 9), (first, 4)], [])
        assert LotLog(connection).waiting_sales() == [first, second]
        keep_waiting(connection, [], ["e1"])
        assert LotLog(connection).waiting_sales() == [second]
