"""Random histories are valid input, the same every time, and rich in what costing finds hard."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.oracle.books import keep_books, keep_books_in_cycles
from tests.oracle.histories import FIRST, Event, history, in_cycles
from tests.oracle.order import CLOSED
from tests.oracle.seeds import quick_history
from tests.oracle.wide import NOT_STOCKED
from tieout.core.event import event_of

KINDS = (
    "opening_stock", "opening_register", "purchase_order_placed", "goods_received", "materials_issued",
    "goods_returned_to_supplier", "production_completed", "disassembly_completed", "goods_shipped",
    "invoice_issued", "sale_paid", "goods_returned", "stock_adjusted", "stock_counted", "stock_transferred",
    "stock_revalued", "bill_approved", "supplier_credited", "receipt_closed", "landed_cost_billed",
    "exchange_rate",
)  # fmt: skip


@pytest.mark.parametrize("first", range(0, 24, 8))
def test_every_event_is_valid(first: int) -> None:
    for seed in range(first, first + 8):
        events = history(seed, 60)
        assert 60 <= len(events) <= 160
        for event in events:
            event_of(event)


def test_a_history_is_the_same_every_time() -> None:
    assert history(7, 60) == history(7, 60)
    assert history(7, 60) != history(8, 60)


def test_a_split_into_cycles_loses_nothing() -> None:
    events = history(3, 60)
    cycles = in_cycles(events, 3, 4)
    assert sorted(map(_id, events)) == sorted(_id(event) for cycle in cycles for event in cycle)
    assert all(cycles)


def _id(event: Event) -> str:
    return str(event["id"])


def test_histories_hold_every_kind_and_every_hard_case() -> None:
    kinds: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    for seed in range(20):
        events = history(seed, 60)
        books = keep_books(events)
        kinds.update(event["kind"] for event in events)
        cases.update(why for _, why in books.flags)
        cases.update(entry.why for entry in books.entries)
        cases["quarantined"] += len(books.quarantined)
        for line in (line for entry in books.entries for line in entry.lines):
            cases[line[1]] += 1
        assert not books.is_circular()
        assert not keep_books_in_cycles(in_cycles(events, seed, 3)).is_circular()
    for kind in KINDS:
        assert kinds[kind] >= 5, kind
    for case in (
        "negative stock", "trued up", "recognition", "sale", "deposit", "quarantined", "scrap",
        "inventory_wip", "purchase_price_variance", "inventory_adjustment", "rounding", "fx_gain_loss",
    ):  # fmt: skip
        assert cases[case] >= 5, case
    assert cases["inventory_in_transit"] >= 2
    assert cases["unknown shipment"] >= 2


def test_wider_histories_hold_what_the_others_do_not() -> None:
    cases: Counter[str] = Counter()
    for seed in range(1, 91):
        cycles, _ = quick_history(seed)
        for event in (event for cycle in cycles for event in cycle):
            cases[event["kind"]] += 1
            cases[event.get("costing_method", "")] += event["kind"] == "item"
            cases["new standard"] += event["kind"] == "item" and event["date"] > FIRST.isoformat()
            cases["work for runs"] += bool(event.get("runs"))
            cases["alternate"] += event.get("bom") == "ALT" and event["kind"] == "production_completed"
            cases["labour issued"] += event["kind"] == "materials_issued" and "labour" in event
            lines = event.get("consumed", ())
            cases["not stocked"] += any(line["item"] in NOT_STOCKED for line in lines)
            made = [output.get("lot", "") for output in event.get("outputs", ())]
            cases["rework"] += any(lot.startswith("RW") for lot in made)
    for case in (
        "fifo", "average", "standard", "new standard", "production_closed", "work for runs", "alternate",
        "labour issued", "not stocked", "rework", "books_closed",
    ):  # fmt: skip
        assert cases[case] >= 5, case


def test_every_event_of_a_wider_history_is_valid() -> None:
    for seed in range(1, 13):
        for event in (event for cycle in quick_history(seed)[0] for event in cycle):
            if event["kind"] != CLOSED:
                event_of(event)
