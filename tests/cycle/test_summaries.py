"""Summaries of a cycle: what is in one is read from the store, then followed entry by entry."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tieout.core.account import parsed_key
from tieout.core.entry import Entry, Line, Side
from tieout.core.ids import EntryId, EventId
from tieout.cycle.summaries import ChunkSummaries
from tieout.storage.database import Database
from tieout.storage.entries import append_entries

DAY = date(2026, 3, 5)
CLEARING, REVENUE = parsed_key("clearing(stripe,EUR)"), parsed_key("revenue(web,a)")


def entry(number: int, minor: int, rate: str = "1.10", group: str = "day:EUR") -> Entry:
    return Entry(
        id=EntryId(f"e{number}"),
        event=EventId(f"v{number}"),
        rule="sale paid at once",
        day=DAY,
        currency="EUR",
        rate=rate,
        lines=(Line(Side.DR, CLEARING, minor, minor), Line(Side.CR, REVENUE, minor, minor)),
        document="SalesReceipt",
        group=group,
    )


def test_a_summary_goes_on_where_the_store_has_it(tmp_path: Path) -> None:
    database = Database(tmp_path / "books.sqlite")
    with database.write() as connection:
        append_entries(connection, [entry(1, 5_00)])
        summaries = ChunkSummaries(connection, 3)
        expected = {(CLEARING, "Dr", ""): 5_00, (REVENUE, "Cr", ""): 5_00}
        assert (summaries.cycle, summaries.minors(DAY, "day:EUR")) == (3, expected)
        summaries.post(entry(2, 7_00))
        summaries.post(entry(3, 9_00, rate=""))
        summaries.post(entry(4, 9_00, group=""))
        assert summaries.minors(DAY, "day:EUR")[CLEARING, "Dr", ""] == 12_00
        assert summaries.minors(DAY, "day:GBP") == {}
    database.close()
