"""Shipped lines that wait for their invoice: whose they are, and which of them a waiting sale bills."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cycle.small_books import Plain, SmallBooks, event
from tests.cycle.test_held_money import goods, sale, shipped
from tieout.storage.migrations import r0016
from tieout.storage.shipped import ShippedLine, shipments_of, unbilled_lines, waiting_lines


@pytest.fixture
def books(tmp_path: Path) -> Iterator[SmallBooks]:
    made = SmallBooks(tmp_path / "demo.db")
    yield made
    made.database.close()


def ordered(order: str, customer: str, day: int = 3) -> Plain:
    line = {"line": "1", "item": "FLOUR", "quantity": "9", "amount": "45.00"}
    said = {"customer": customer, "channel": "web", "currency": "USD", "lines": [line], "total": "45.00"}
    return event("order_placed", day, order=order, **said)


def told(books: SmallBooks, *, unbilled: bool = False) -> list[tuple[str, str, str, int, int]]:
    """Shipment and line, order, customer, units and cents of each."""
    with books.database.read() as connection:
        found = unbilled_lines(connection) if unbilled else waiting_lines(connection)
    return [
        (f"{one.shipment}/{one.line}", one.order, one.customer, one.units // 10**6, one.value // 10**6)
        for one in found
    ]


def test_each_line_tells_its_shipment_its_order_and_its_customer(books: SmallBooks) -> None:
    bare = shipped("SO-3", 7) | {"order": ""}
    stated = shipped("SO-2", 6) | {"customer": "C-1"}
    books.load(*goods(), ordered("SO-1", "C-1"), shipped("SO-1", 5), stated, bare)
    books.cost()
    assert told(books) == [
        ("S-SO-1/1", "SO-1", "C-1", 2, 8_00),
        ("S-SO-2/1", "SO-2", "C-1", 2, 8_00),
        ("S-SO-3/1", "", "", 2, 8_00),
    ]
    with books.database.read() as connection:
        assert shipments_of(connection, ["S-SO-1", "S-SO-3", "none"]) == {
            "S-SO-1": ("SO-1", "C-1"),
            "S-SO-3": ("", ""),
        }
        (first, *_) = waiting_lines(connection)
    assert first == ShippedLine(
        event=first.event,
        source="erp",
        external_id="S-SO-1",
        shipment="S-SO-1",
        line="1",
        order="SO-1",
        order_line="SO-1:1",
        customer="C-1",
        item="FLOUR",
        day="2026-03-05",
        units=2_000_000,
        value=8_00 * 10**6,
    )


def test_what_a_sale_recognised_waits_no_more(books: SmallBooks) -> None:
    books.load(*goods(), shipped("SO-1", 5), sale("SO-1", 6))
    books.cost()
    assert told(books) == []


def test_units_that_a_waiting_sale_bills_are_billed_the_first_shipped_first(books: SmallBooks) -> None:
    """Five shipped in two parts of 2 and 3; a sale of 3 waits for other goods: 2 have no bill."""
    line = {"line": "1", "item": "FLOUR", "order_line": "1"}
    first, second = shipped("SO-1", 5), shipped("SO-1", 6) | {"id": "late", "shipment": "S-2"}
    second["lines"] = [{**line, "quantity": "3"}]
    other = {"line": "2", "item": "FLOUR", "quantity": "1", "amount": "5.00"}
    bill = sale("SO-1", 7)
    bill["lines"] = [{**line, "quantity": "3", "amount": "5.00"}, other]
    books.load(*goods(), first, second, bill)
    books.cost()
    assert told(books) == [("S-SO-1/1", "SO-1", "", 2, 8_00), ("S-2/1", "SO-1", "", 3, 12_00)]
    assert told(books, unbilled=True) == [("S-2/1", "SO-1", "", 2, 8_00)]


def test_a_file_of_before_finds_units_without_an_order(books: SmallBooks) -> None:
    books.load(*goods(), shipped("SO-1", 5) | {"order": ""})
    books.cost()
    with books.database.write() as connection:
        connection.exec_driver_sql("UPDATE lot_held SET order_line = '' WHERE order_line = ':'")
    assert told(books) == []
    with books.database.write() as connection:
        r0016.upgrade(connection, books.database.dialect)
    assert told(books) == [("S-SO-1/1", "", "", 2, 8_00)]
