"""Listing: pages of a list, laid end to end, are the whole list, and cost what they hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import shop
from tieout.core.listed import Listed
from tieout.runtime import purchase_orders, runs, transfers
from tieout.runtime.company import Company, Connection, Settings, create_company
from tieout.runtime.facts import state_facts

LINES = [{"item": "JAM", "quantity": "1"}]
PLACES = {"from_location": "MAIN", "to_location": "CELLAR", "lines": LINES}
START = Listed("", "")


def ordered(number: int, day: str) -> shop.Fact:
    line = {"line": "1", "item": "JAM", "quantity": "2", "unit_price": "2.00"}
    fields = {"order": f"PO-{number}", "supplier": "S-1", "currency": "USD", "lines": [line]}
    return shop.fact("purchase_order_placed", f"PO-{number}", day, **fields)


def made(number: int, day: str, part: str, left: str) -> shop.Fact:
    output = [{"item": "JAM", "quantity": "1", "lot": f"L-{number}{part}"}]
    fields = {"run": f"R-{number}", "location": "MAIN", "outputs": output, "expected_remaining": left}
    return shop.fact("production_completed", f"R-{number}{part}", day, **fields)


def moved(number: int, day: str) -> shop.Fact:
    return shop.fact("transfer_dispatched", f"T-{number}", day, transfer=f"T-{number}", **PLACES)


def stated(company: Company, *facts: shop.Fact) -> None:
    result = state_facts(company, json.dumps(facts).encode())
    assert not result.problems


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """Nine of each on five days; one told again for another day, one with a part on a later one."""
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    monkeypatch.setenv("TIEOUT_USER", "ann")
    found = create_company("shop", Settings(connection=Connection(emulator=False)))
    days = [f"2026-03-{2 + (number * 5) % 9 // 2:02}" for number in range(9)]
    arrived = {"transfer": "T-4", "to_location": "CELLAR", "lines": LINES}
    stated(
        found,
        *shop.MASTER,
        *(ordered(number, day) for number, day in enumerate(days)),
        *(made(number, day, "a", str(number % 2)) for number, day in enumerate(days)),
        *(moved(number, day) for number, day in enumerate(days)),
        shop.received("GR-3", "2026-03-20", 2) | {"order": "PO-3"},
        shop.received("GR-7", "2026-03-01", 2) | {"order": "PO-never"},
        made(3, "2026-03-09", "b", "0"),
        shop.fact("transfer_arrived", "T-4", "2026-03-09", **arrived),
    )
    stated(found, ordered(2, "2026-03-12"), made(2, "2026-03-12", "a", "0"), moved(2, "2026-03-12"))
    yield found
    found.database.close()


def pages(read: Callable[[Listed, int], list[Any]], place: Callable[[Any], Listed], size: int) -> list[Any]:
    """Every page of a list, as a caller asks for one after the other."""
    found: list[Any] = []
    while part := read(place(found[-1]) if found else START, size):
        assert len(part) <= size
        found += part
    return found


@pytest.mark.parametrize("only_open", [False, True])
@pytest.mark.parametrize("size", [1, 2, 5, 40])
def test_pages_are_the_whole_list(company: Company, size: int, *, only_open: bool) -> None:
    orders = purchase_orders.purchase_orders(company, only_open=only_open)
    assert len(orders) == (8 if only_open else 10)
    assert only_open or orders[-1].order == "PO-never"

    def some_orders(after: Listed, limit: int) -> list[purchase_orders.PurchaseOrder]:
        return purchase_orders.purchase_order_page(company, after, limit, only_open=only_open)

    assert pages(some_orders, purchase_orders.place_of, size) == orders

    def some_runs(after: Listed, limit: int) -> list[runs.ProductionRun]:
        return runs.production_run_page(company, after, limit, only_open=only_open)

    every = sorted(runs.production_runs(company, only_open=only_open), key=runs.place_of)
    assert len(every) == (3 if only_open else 9)
    assert pages(some_runs, runs.place_of, size) == every

    def some_transfers(after: Listed, limit: int) -> list[transfers.Transfer]:
        return transfers.transfer_page(company, after, limit, only_open=only_open)

    there = transfers.transfers(company, only_open=only_open)
    assert len(there) == (8 if only_open else 9)
    assert pages(some_transfers, transfers.place_of, size) == there


def test_one_is_as_it_stands_among_all(company: Company) -> None:
    for order in purchase_orders.purchase_orders(company):
        assert purchase_orders.purchase_orders(company, order.order) == [order]
    for run in runs.production_runs(company):
        assert runs.production_runs(company, run.run) == [run]
    for transfer in transfers.transfers(company):
        assert transfers.transfers(company, transfer.transfer) == [transfer]


def test_a_day_leaves_out_what_came_later(company: Company) -> None:
    day = date(2026, 3, 4)
    orders = purchase_orders.purchase_order_page(company, START, 50, day)
    assert orders == purchase_orders.purchase_orders(company, as_of=day)
    assert {one.placed for one in orders} == {"", "2026-03-02", "2026-03-03", "2026-03-04"}
    there = transfers.transfer_page(company, START, 50, day)
    assert there == transfers.transfers(company, as_of=day)
    assert {one.heard for one in there} == {"2026-03-02", "2026-03-03", "2026-03-04"}


def test_one_and_a_page_cost_what_they_hold(company: Company) -> None:
    """Steps of the engine, counted: ten times the history adds next to none."""
    stated(company, *history(range(100, 140)))
    few = steps(company)
    stated(company, *history(range(200, 600)))
    many = steps(company)
    assert all(now <= before + 4 for before, now in zip(few, many, strict=True)), (few, many)


def history(some: range) -> list[shop.Fact]:
    return [
        *(ordered(number, "2026-03-10") for number in some),
        *(shop.received(f"G-{n}", "2026-03-10", 1) | {"order": f"PO-{n}"} for n in some),
        *(moved(number, "2026-03-10") for number in some),
        *(made(number, "2026-03-10", "a", "0") for number in some),
    ]


def steps(company: Company) -> list[int]:
    """Hundreds of steps of SQLite's machine that one of each and a page of each list take."""
    counted: list[int] = []

    def tick() -> int:
        counted[-1] += 1
        return 0

    with company.database.read() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
    acts: tuple[Callable[[], object], ...] = (
        lambda: purchase_orders.purchase_orders(company, "PO-3"),
        lambda: purchase_orders.purchase_order_page(company, START, 5),
        lambda: runs.production_runs(company, "R-3"),
        lambda: runs.production_run_page(company, START, 5),
        lambda: transfers.transfers(company, "T-4"),
        lambda: transfers.transfer_page(company, START, 5),
    )
    raw.set_progress_handler(tick, 100)
    for act in acts:
        counted.append(0)
        act()
        assert counted[-1], "the connection counted is not the one that was read from"
    raw.set_progress_handler(None, 0)
    return counted
