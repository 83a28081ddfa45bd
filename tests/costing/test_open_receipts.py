"""Open receipts: what grni holds, line by line, oldest first."""

from __future__ import annotations

from tests.costing.test_matching import CENT, UNIT, fact
from tieout.core.match import OpenReceipt
from tieout.costing.open_receipts import open_receipts


def test_what_is_open_of_each_line_since_when() -> None:
    owed = fact("received", 10, -1000, rate="1")._replace(day="2026-03-05")
    claimed = fact("billed", 3, 300, "b")._replace(reference="R2/1", day="2026-03-01")
    done = [
        fact("received", 5, -500, rate="1")._replace(reference="R3/1"),
        fact("billed", 5, 510, "c")._replace(reference="R3/1"),
        fact("goods", 0, -10, "c")._replace(reference="R3/1"),
    ]
    assert open_receipts([owed, claimed, *done]) == [
        OpenReceipt("R2/1", "S-1", "2026-03-01", -3 * UNIT, 300 * CENT),
        OpenReceipt("R1/1", "S-1", "2026-03-05", 10 * UNIT, -1000 * CENT),
    ]


def test_what_was_billed_too_much_is_as_old_as_its_last_bill() -> None:
    facts = [
        fact("received", 5, -500, rate="1"),
        fact("billed", 5, 500, "a")._replace(day="2026-03-09"),
        fact("billed", 5, 500, "b")._replace(day="2026-03-19"),
    ]
    assert [(one.day, one.units) for one in open_receipts(facts)] == [("2026-03-19", -5 * UNIT)]


def test_what_went_back_before_the_day_it_is_said_to_have_come_on() -> None:
    """At the end of February only the return is known of a receipt dated into March."""
    returned = fact("returned", 2, 200, "r")._replace(day="2026-02-20")
    [line] = open_receipts([returned])
    assert line.day == "2026-02-20"
