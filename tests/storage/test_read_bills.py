"""Bills read kept: the latest counts, and what people said of lines beside it."""

from __future__ import annotations

from datetime import UTC, datetime

from tieout.core.read_bill import ReadBill
from tieout.storage.database import Database
from tieout.storage.read_bills import (
    BillMatch,
    bill_as_read,
    bill_matches,
    bills_as_read,
    ids_read,
    keep_bill,
    keep_bill_match,
)

NOW = datetime(2026, 3, 9, tzinfo=UTC)
FIRST, SECOND = ReadBill("Bill", "1", number="A"), ReadBill("VendorCredit", "1", number="B")


def test_the_latest_reading_of_a_bill_counts(database: Database) -> None:
    with database.write() as connection:
        for bill in (FIRST, SECOND, FIRST._replace(number="C")):
            keep_bill(connection, bill, NOW)
    with database.read() as connection:
        assert {bill.number for bill in bills_as_read(connection)} == {"B", "C"}
        assert bill_as_read(connection, "Bill", "1") == FIRST._replace(number="C")
        assert bill_as_read(connection, "Bill", "2") is None


def test_what_is_gone_is_not_looked_for(database: Database) -> None:
    with database.write() as connection:
        keep_bill(connection, FIRST, NOW)
        keep_bill(connection, SECOND, NOW)
        keep_bill(connection, ReadBill("Bill", "1", gone=True), NOW)
        assert (ids_read(connection, "Bill"), ids_read(connection, "VendorCredit")) == ([], ["1"])


def test_the_latest_word_on_a_line_counts(database: Database) -> None:
    with database.write() as connection:
        for receipts in (("GR-1/1",), ("GR-2/1", "GR-3/1")):
            match = BillMatch(receipts, corrects=True)
            keep_bill_match(connection, FIRST, "4", match, who="ann", why="so", at=NOW)
        assert bill_matches(connection, [FIRST]) == {("Bill 1", "4"): BillMatch(("GR-2/1", "GR-3/1"), True)}
        assert bill_matches(connection, [SECOND]) == {}
