"""Delivery: two deliveries under one number, and two sources that count alike, are kept apart."""

from __future__ import annotations

from tests.cycle.test_desk import run
from tests.oracle.engine import answer_of, cost, empty_company, load
from tests.scenarios.statements import event_of, founding
from tieout.storage.database import Database

ITEM = "item FLOUR: raw, food"


def told(database: Database, line: str, serial: int, source: str) -> None:
    load(database, [{**event_of(line, serial), "source": source}], f"{source} {serial}.jsonl")


def on_hand(database: Database) -> list[tuple[int, int]]:
    return [(lot[3] // 10**6, lot[4] // 10**8) for lot in answer_of(database).lots]


def test_a_return_to_the_supplier_means_the_receipt_of_its_own_source_at_its_price() -> None:
    with empty_company() as database:
        load(database, founding())
        run(database, ITEM, "2026-03-02 goods_received R1: 10 FLOUR at 1")
        told(database, "2026-03-03 goods_received R1: 10 FLOUR at 3", 9, "shop")
        told(database, "2026-03-04 goods_returned_to_supplier V1: 4 FLOUR of R1", 10, "shop")
        cost(database)
        assert on_hand(database) == [(10, 10), (6, 18)]
        assert answer_of(database).cents_by_day["2026-03-04"]["grni", ()] == 1200


def test_two_deliveries_of_one_source_are_taken_in_turn_each_at_its_price() -> None:
    with empty_company() as database:
        load(database, founding())
        run(
            database,
            ITEM,
            "2026-03-02 goods_received R1: 10 FLOUR at 1",
            "2026-03-03 goods_received R1: 10 FLOUR at 3",
            "2026-03-04 goods_returned_to_supplier V1: 12 FLOUR of R1",
        )
        assert on_hand(database) == [(8, 24)]
        assert answer_of(database).cents_by_day["2026-03-04"]["grni", ()] == 1600


def test_a_customer_return_means_the_shipment_of_its_own_source_else_any() -> None:
    with empty_company() as database:
        load(database, founding())
        run(
            database,
            ITEM,
            "2026-03-02 goods_received R1: 5 FLOUR at 1",
            "2026-03-02 goods_received R2: 5 FLOUR at 3",
        )
        run(database, "2026-03-03 goods_shipped S1: 5 FLOUR", first=10)
        told(database, "2026-03-03 goods_shipped S1: 5 FLOUR", 20, "shop")
        told(database, "2026-03-04 goods_returned N1: 2 FLOUR of S1", 21, "shop")
        told(database, "2026-03-05 goods_returned N2: 1 FLOUR of S1", 22, "phone")
        cost(database)
        assert on_hand(database) == [(2, 6), (1, 1)]


def test_a_revised_price_is_that_of_its_own_delivery() -> None:
    with empty_company() as database:
        load(database, founding())
        run(
            database,
            ITEM,
            "2026-03-02 goods_received R1: 10 FLOUR at 1",
            "2026-03-03 goods_received R1: 10 FLOUR at 3",
        )
        run(database, "2026-03-02 goods_received R1: 10 FLOUR at 2", first=10, id="e2")
        run(database, "2026-03-04 goods_returned_to_supplier V1: 15 FLOUR of R1", first=20)
        assert on_hand(database) == [(5, 15)]
        assert answer_of(database).cents_by_day["2026-03-04"]["grni", ()] == 3500
