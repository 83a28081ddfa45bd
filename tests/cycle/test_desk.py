"""The desk: sales that wait, revisions, bills of landed cost."""

from __future__ import annotations

from tests.oracle.engine import Event, answer_of, cost, empty_company, load
from tests.scenarios.statements import event_of, founding
from tieout.storage.database import Database


def run(database: Database, *lines: str, first: int = 1, **more: str | int) -> None:
    events: list[Event] = [{**event_of(line, n), **more} for n, line in enumerate(lines, first)]
    load(database, events, f"from {first}.jsonl")
    cost(database)


def rules(database: Database) -> list[tuple[str, str]]:
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT day, rule FROM entry ORDER BY seq").all()
    return [(day, rule) for day, rule in rows]


def test_a_backdated_shipment_recognises_cost_and_revenue_on_the_later_day() -> None:
    with empty_company() as database:
        load(database, founding())
        run(
            database,
            "item FLOUR: raw, food",
            "2026-03-02 goods_received R1: 10 FLOUR at 1",
            "2026-04-02 invoice_issued I1 of order O1: 2 FLOUR for 9",
        )
        assert answer_of(database).waiting == {"erp/invoice_issued/e3"}
        run(database, "2026-03-30 goods_shipped S1 of order O1: 2 FLOUR", first=10)
        assert rules(database)[1:] == [
            ("2026-03-30", "goods shipped"),
            ("2026-04-02", "cost of an invoice"),
            ("2026-04-02", "invoice"),
        ]
        assert answer_of(database).waiting == frozenset()


def test_landed_cost_leaves_nothing_in_clearing() -> None:
    with empty_company() as database:
        load(database, founding())
        run(
            database,
            "item FLOUR: raw, food",
            "2026-03-02 goods_received R1: 3 FLOUR at 1",
            "2026-03-05 landed_cost_billed F1: 33.335 for R1",
        )
        moved = answer_of(database).cents_by_day["2026-03-05"]
        assert ("landed_cost_clearing", ()) not in moved
        assert moved["inventory_raw", ()] == 3334


def test_landed_cost_of_under_a_cent_is_refused_like_any_other_for_goods_that_never_came() -> None:
    with empty_company() as database:
        load(database, founding())
        run(
            database,
            "item FLOUR: raw, food",
            "2026-03-02 goods_received R1: 3 FLOUR at 1",
            "2026-03-05 landed_cost_billed F1: 0.004 for R1",
            "2026-03-05 landed_cost_billed F2: 0.004 for R2",
        )
        assert answer_of(database).quarantined == {"erp/landed_cost_billed/e4"}
        assert "2026-03-05" not in answer_of(database).cents_by_day
