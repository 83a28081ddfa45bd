"""Destination: what a lot was worth is found again, all of it, wherever it went."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from tests.insight.plant import Plant, books_of
from tests.oracle.engine import FOUNDING, cost, empty_company, load
from tests.oracle.histories import history
from tieout.insight.destination import Destination, destinations
from tieout.insight.history import LATE
from tieout.runtime.history import history_of


def followed(connection: Connection, lot: int) -> tuple[Destination, ...]:
    rows = connection.exec_driver_sql("SELECT lot, quantity FROM lot_held").all()
    holding = {row.lot: row.quantity for row in rows}
    return destinations(history_of(connection, holding), [lot], holding)


@pytest.mark.covers("S002-51")
def test_flour_is_found_in_stock_in_bread_sold_and_not_sold_in_scrap_and_in_a_run() -> None:
    """100 flour at 1.00: 60 into 5 loaves and one lost beyond all yield (50 and 10), of which 2 are sold.

    20 are issued to a run of which half is done, 5 sent back, 15 left.
    """
    told = Plant()
    told.found(FLOUR="raw", BREAD="finished", CAKE="finished")
    receipt = told.buy("2026-03-02", "FLOUR", "100", "1.00")
    told.make("2026-03-03", "5", {"FLOUR": "60"}, item="BREAD", abnormal_scrap="1")
    told.sell("2026-03-04", "2", item="BREAD")
    consumed = [{"item": "FLOUR", "quantity": "20"}]
    told.tell("materials_issued", "2026-03-05", run="CAKES", location="MAIN", consumed=consumed)
    told.make("2026-03-06", "1", {}, item="CAKE", run="CAKES", expected_remaining="1")
    back = [{"receipt": receipt, "receipt_line": "1", "item": "FLOUR", "quantity": "5"}]
    told.tell("goods_returned_to_supplier", "2026-03-07", number="RTS", supplier="S1", lines=back)
    with books_of(told.events) as connection:
        lot = connection.exec_driver_sql("SELECT id FROM lot WHERE item = 'FLOUR'").scalar()
        found = followed(connection, int(lot or 0))
    assert {(one.account, one.item): one.value // 10**6 for one in found} == {
        ("inventory_raw", "FLOUR"): 1500,
        ("scrap", "BREAD"): 1000,
        ("inventory_finished", "BREAD"): 3000,
        ("cogs", "BREAD"): 2000,
        ("inventory_wip", "CAKES"): 1000,
        ("inventory_finished", "CAKE"): 1000,
        ("purchase_price_variance", "FLOUR"): 500,
    }
    assert sum(one.units for one in found) == 100 * 10**6


@pytest.mark.parametrize("seed", [0, 2, 4, 5, 7, 9, 10, 12])
def test_every_received_lot_of_random_histories_is_found_again_whole(seed: int) -> None:
    """Units to the last micro, value but for rounding; write-downs and late costs are part of it."""
    with empty_company() as database:
        load(database, [*FOUNDING, *history(seed, (60, 90)[seed % 2])])
        cost(database)
        with database.read() as connection:
            lots = connection.exec_driver_sql(
                "SELECT id, quantity FROM lot WHERE reference LIKE 'receipt:%' AND quantity > 0"
            ).all()
            every = connection.exec_driver_sql("SELECT id FROM lot").all()
            stored = history_of(connection, [row.id for row in every])
            rows = connection.exec_driver_sql("SELECT lot, quantity, value FROM lot_held").all()
    runs = {lot.id: 0 for lot in stored.lots.values() if lot.reference.startswith("run:")}
    holding = {**runs, **{row.lot: row.quantity for row in rows}}
    worth = {row.lot: row.value for row in rows}
    for row in lots:
        found = destinations(stored, [row.id], holding)
        went = stored.out_of.get(row.id, [])
        whole = worth.get(row.id, 0) + sum(take.value for take in went)
        assert abs(sum(one.units for one in found) - row.quantity) <= 5, row
        assert abs(sum(one.value for one in found) - whole) < 10_000, row
        assert all(take.quantity or take.role == LATE for take in went)
