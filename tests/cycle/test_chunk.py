"""A chunk: all or nothing, and one bad event costs its neighbours nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.engine import NOW, Event, answer_of, cost, empty_company, load
from tests.scenarios.statements import event_of, founding
from tieout import flow
from tieout.storage.database import Database
from tieout.storage.events import open_cycle


def stated(*lines: str) -> list[Event]:
    return [event_of(line, serial) for serial, line in enumerate(lines, 1)]


def problems(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.exec_driver_sql("SELECT code FROM exception_case ORDER BY n").scalars())


GOOD = (
    "item FLOUR: raw, food",
    "2026-03-02 goods_received R1: 10 FLOUR at 1",
    "2026-03-04 goods_shipped S1 of order O1: 2 FLOUR",
)
BAD = (
    "item SALT: raw, food",
    "2026-03-03 goods_shipped S8 of order O8: 1 SALT",
    "2026-03-03 goods_returned_to_supplier X1: 1 FLOUR of R9",
)


def test_poison_events_are_quarantined_and_their_neighbours_lose_nothing() -> None:
    with empty_company() as right, empty_company() as mixed:
        for database, events in ((right, stated(*GOOD)), (mixed, stated(*GOOD, *BAD))):
            load(database, founding())
            load(database, events, "events.jsonl")
            cost(database)
        assert sorted(problems(mixed)) == ["cost_unknown", "receipt_unknown"]
        assert answer_of(mixed).lots == answer_of(right).lots
        assert answer_of(mixed).cents_by_day == answer_of(right).cents_by_day
        assert len(answer_of(mixed).quarantined) == 2


def test_what_was_received_on_an_order_line_is_not_counted_twice_when_a_chunk_is_done_again() -> None:
    """10 are ordered and 6 received; the chunk has a poison event. 4 are still expected."""
    order: Event = {
        "kind": "purchase_order_placed", "source": "erp", "id": "po", "date": "2026-03-01", "order": "PO",
        "supplier": "Acme", "currency": "USD",
        "lines": [{"line": "1", "item": "FLOUR", "quantity": "10", "unit_price": "3"}],
    }  # fmt: skip
    receipt = stated("2026-03-02 goods_received R1: 6 FLOUR at 1")[0]
    receipt |= {"order": "PO", "lines": [{**receipt["lines"][0], "order_line": "1"}]}
    with empty_company() as database:
        load(database, founding())
        load(database, [order, receipt, *stated(GOOD[0], *BAD)], "events.jsonl")
        cost(database)
        with database.read() as connection:
            row = connection.exec_driver_sql("SELECT quantity, received, closed FROM ordered_line").one()
        assert tuple(row) == (10 * 10**6, 6 * 10**6, 0)


@pytest.mark.covers("S002-28")
def test_a_chunk_that_fails_leaves_no_trace_and_the_next_run_ends_the_cycle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise OSError("the disk is full")

    with empty_company() as database:
        load(database, founding())
        load(database, stated(*GOOD), "events.jsonl")
        monkeypatch.setattr(flow, "mark_cycle", breaks)
        with pytest.raises(OSError, match="disk"):
            cost(database)
        monkeypatch.undo()
        assert answer_of(database).cents_by_day == {}
        cost(database)
        assert sorted(answer_of(database).cents_by_day) == ["2026-03-02", "2026-03-04"]


def test_a_cycle_knows_nothing_that_was_loaded_after_it_began() -> None:
    """A run is cut off, files come in, the run goes on: as if the files had come after it."""
    with empty_company() as database:
        load(database, founding())
        load(database, stated(*GOOD[:2], "2026-03-04 goods_shipped S1: 2 FLOUR, lot L1"), "one.jsonl")
        with database.write() as connection:
            assert open_cycle(connection, NOW, "")
        later = event_of("2026-03-01 goods_received R2: 9 FLOUR at 1, lot L1", 9)
        load(database, [later], "two.jsonl")
        cost(database)
        assert problems(database) == ["lot_unknown"]
