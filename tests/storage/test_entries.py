"""Entries kept: what is appended comes back equal; open items, bills and pins as they were left."""

from __future__ import annotations

from datetime import date
from typing import Any

from tieout.core.account import account_key
from tieout.core.entry import Entry, Line, Side
from tieout.core.ids import EntryId, EventId
from tieout.core.open_item import Billed, OpenItem
from tieout.storage.database import Database
from tieout.storage.entries import (
    append_entries,
    billed,
    entries_of,
    keep_billed,
    keep_open_items,
    keep_pinned,
    next_entry,
    open_items,
    pinned,
    unsealed_entries,
    unsealed_keys,
)

DEBTOR, SALES = account_key("accounts_receivable", currency="EUR"), account_key("revenue", channel="a,b(c)")


def an_entry(name: str, *, day: int = 5, **fields: Any) -> Entry:
    lines = (
        Line(Side.DR, DEBTOR, 1_000, 1_080, party="C-1", reference="INV-1"),
        Line(Side.CR, SALES, 1_000, 1_079, item="SAUCE", quantity=2_500_000, text="Sauce; 2½ kg"),
        Line(Side.CR, account_key("rounding"), 0, 1),
    )
    said = {"currency": "EUR", "rate": "1.08", "document": "Invoice", "rule": "sale"} | fields
    return Entry(
        id=EntryId(name), event=EventId(f"event {name}"), day=date(2026, 3, day), lines=lines, **said
    )


FULL = an_entry("full", number="INV-1", party="C-1", due=date(2026, 4, 1), memo="m", links=(("doc", -3),))
BARE = an_entry("bare", day=4, group="web:2026-03-04")


def test_an_entry_comes_back_with_every_line_and_word(database: Database) -> None:
    with database.write() as connection:
        append_entries(connection, [FULL, BARE])
        assert entries_of(connection, "1 = 1") == [(1, FULL), (2, BARE)]
        assert entries_of(connection, "e.event = ?", "event bare") == [(2, BARE)]
        assert next_entry(connection) == 3
        append_entries(connection, [])
        assert next_entry(connection) == 3


def test_more_entries_than_one_look_up_takes(database: Database) -> None:
    many = [an_entry(str(number)) for number in range(501)]
    with database.write() as connection:
        append_entries(connection, many)
        assert [entry for _, entry in entries_of(connection, "1 = 1")] == many


def test_entries_wait_unsealed_under_their_key_up_to_a_day(database: Database) -> None:
    late = an_entry("late", day=9, group="web:2026-03-04")
    with database.write() as connection:
        append_entries(connection, [FULL, BARE, late])
        assert unsealed_keys(connection, date(2026, 3, 3)) == []
        assert unsealed_keys(connection, date(2026, 3, 5)) == ["web:2026-03-04", "full"]
        assert unsealed_entries(connection, ["web:2026-03-04"], date(2026, 3, 5)) == [(2, BARE)]
        assert unsealed_entries(connection, ["web:2026-03-04"], date(2026, 3, 9)) == [(2, BARE), (3, late)]


def test_an_open_item_is_what_it_was_last(database: Database) -> None:
    with database.write() as connection:
        keep_open_items(
            connection, [("grni", "R-1", "S-1", OpenItem(-5, -6)), ("grni", "R-2", "S", OpenItem(1, 1))]
        )
        keep_open_items(connection, [("grni", "R-1", "S-1", OpenItem(0, 0))])
        keep_open_items(connection, [])
        references = ["R-1", *(f"X-{number}" for number in range(600))]
        assert open_items(connection, references) == {("grni", "R-1"): OpenItem(0, 0)}


def test_what_was_billed_is_known_by_its_latest_recognition(database: Database) -> None:
    first = Billed(
        number="INV-1",
        document="d1",
        party="C-1",
        original=12_50000000,
        original_currency="EUR",
        currency="EUR",
        rate="1.08",
        minor=1_250,
        gateway="stripe",
    )
    second = Billed(**{**{name: getattr(first, name) for name in first.__slots__}, "document": "d2"})
    with database.write() as connection:
        keep_billed(connection, [(first, "e1")])
        assert billed(connection, ["INV-1", "INV-2"]) == {"INV-1": first}
        keep_billed(connection, [(second, "e2")])
        assert billed(connection, ["INV-1"]) == {"INV-1": second}


def test_pins_are_kept_by_account(database: Database) -> None:
    wip, grni = account_key("inventory_wip"), account_key("grni")
    with database.write() as connection:
        keep_pinned(connection, [(wip, 10**17), (grni, -1)])
        keep_pinned(connection, [(grni, 0)])
        assert pinned(connection) == {wip: 10**17, grni: 0}
