"""Registers of a chunk: open items and bills move with each entry and are kept when the chunk is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from tests.cycle.small_books import SmallBooks, event, party
from tests.storage.test_entries import DEBTOR, FULL
from tieout.core.entry import REVERSAL, Line, Side
from tieout.core.ids import EntryId
from tieout.core.open_item import Billed, Moved, OpenItem
from tieout.cycle.registers import ChunkRegisters
from tieout.storage.entries import open_items

PAID = replace(
    FULL,
    id=EntryId("paid"),
    lines=(
        Line(Side.DR, FULL.lines[1].account, 400, 432),
        Line(Side.CR, DEBTOR, 400, 432, party="C-1", reference="INV-1"),
    ),
)
BILL = Billed(
    number="INV-1",
    document="d1",
    party="C-1",
    original=10_00000000,
    original_currency="EUR",
    currency="EUR",
    rate="1.08",
    minor=1_000,
)


def test_an_open_item_moves_with_each_entry_of_the_chunk(books: SmallBooks) -> None:
    account = str(DEBTOR)
    with books.database.write() as connection:
        registers = ChunkRegisters(connection, [])
        assert registers.open_item(account, "INV-1") == OpenItem(0, 0)
        registers.post(FULL)
        registers.post(PAID)
        assert registers.open_item(account, "INV-1") == OpenItem(600, 648)
        assert open_items(connection, ["INV-1"]) == {}
        registers.keep()
        assert open_items(connection, ["INV-1"]) == {(account, "INV-1"): OpenItem(600, 648)}
        later = ChunkRegisters(connection, [])
        later.post(PAID)
        assert later.open_item(account, "INV-1") == OpenItem(200, 216)


def test_only_what_changed_is_written(books: SmallBooks) -> None:
    with books.database.write() as connection:
        registers = ChunkRegisters(connection, [])
        registers.open_item(str(DEBTOR), "INV-1")
        registers.keep()
    assert books.rows("SELECT COUNT(*) FROM open_item") == [(0,)]


def test_a_bill_is_known_at_once_and_kept_with_the_chunk(books: SmallBooks) -> None:
    with books.database.write() as connection:
        registers = ChunkRegisters(connection, [])
        assert registers.billed("INV-1") is None
        registers.bill(BILL, "event 1")
        assert registers.billed("INV-1") == BILL
        registers.keep()
    assert books.rows("SELECT number, event FROM billed") == [("INV-1", "event 1")]


def test_what_an_entry_moved_in_foreign_money_comes_back_once_with_its_reversal(books: SmallBooks) -> None:
    account = str(DEBTOR)
    back = replace(PAID, rule=f"{REVERSAL}{PAID.rule}", reverses=PAID.id)
    with books.database.write() as connection:
        registers = ChunkRegisters(connection, [])
        registers.post(FULL)
        registers.convert(FULL.id, [Moved(account, "INV-1", 100)])
        registers.post(PAID)
        registers.convert(PAID.id, [Moved(account, "INV-1", -40)])
        assert registers.original(account, "INV-1") == 60
        registers.keep()
        later = ChunkRegisters(connection, [])
        for _ in range(2):
            later.post(back)
            assert later.original(account, "INV-1") == 100


def test_what_the_events_of_a_chunk_move_is_fetched_before_they_do(
    books: SmallBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One look-up for the chunk, not one for each receipt and bill."""
    asked: list[int] = []

    def counted(connection: Connection, references: Sequence[str]) -> dict[tuple[str, str], OpenItem]:
        asked.append(len(references))
        return open_items(connection, references)

    monkeypatch.setattr("tieout.cycle.registers.open_items", counted)
    goods = {"supplier": "V-1", "location": "MAIN", "currency": "USD"}
    line = {"line": "1", "item": "FLOUR", "quantity": "2", "unit_price": "4"}
    billed_line = {"line": "1", "amount": "8.00", "receipt": "R-1", "receipt_line": "1"}
    bill = {"supplier": "V-1", "currency": "USD", "lines": [billed_line], "total": "8.00"}
    books.load(
        party("V-1", "Mill", "supplier"),
        event("item", 1, item="FLOUR", name="Flour", inventory_role="inventory_raw", category="dry"),
        event("location", 1, location="MAIN"),
        event("goods_received", 2, receipt="R-1", lines=[line], **goods),
        event("bill_approved", 3, number="B-1", **bill),
    )
    books.cost()
    assert asked == [2]
    assert books.rows("SELECT reference, home FROM open_item WHERE reference = 'R-1/1'") == [("R-1/1", 0)]
