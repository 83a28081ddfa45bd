"""Registers of a chunk: open items and bills move with each entry and are kept when the chunk is."""

from __future__ import annotations

from dataclasses import replace

from tests.cycle.small_books import SmallBooks
from tests.storage.test_entries import DEBTOR, FULL
from tieout.core.entry import Line, Side
from tieout.core.open_item import Billed, OpenItem
from tieout.cycle.registers import ChunkRegisters
from tieout.storage.entries import open_items

PAID = replace(
    FULL,
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
