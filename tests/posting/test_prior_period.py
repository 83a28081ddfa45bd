"""What a late cost means for earlier months is said in the memo of its entry, and of its document."""

from __future__ import annotations

from datetime import date

import pytest

from tests.oracle.engine import cost, empty_company, load
from tests.scenarios.scenario import stated as told
from tests.scenarios.statements import founding
from tieout.core.lot import Part
from tieout.posting.prior_period import stated, summed
from tieout.storage.entries import entries_of

CENT = 10**6


def part(period: str, cents: int) -> Part:
    return Part("late_cost", cents * CENT, period=period)


def test_each_month_before_the_entry_s_own() -> None:
    parts = [part("2026-02", 80), part("", 300), part("2026-01", -5), part("2026-03", 7)]
    parts.append(part("2026-02", 1))
    assert stated(parts, date(2026, 3, 9), "USD") == "; of earlier periods: 2026-01 -0.05, 2026-02 0.81"
    assert stated(parts, date(2026, 1, 9), "USD") == ""
    assert stated([Part("late_cost", 1, period="2026-01")], date(2026, 3, 9), "USD") == ""


def test_of_several_entries_together() -> None:
    first, last = (
        "a; of earlier periods: 2026-01 -0.05, 2026-02 0.81",
        "c; of earlier periods: 2026-01 0.05",
    )
    memos = [first, "b", f"{last}; of 2026-02-27, whose period is closed"]
    assert summed(memos) == "; of earlier periods: 2026-02 0.81"
    assert summed(["b"]) == ""


@pytest.mark.covers("S001-28")
def test_a_bill_of_goods_sold_months_ago_says_so() -> None:
    lines = (
        "item FLOUR: raw, food",
        "2026-01-02 goods_received R1: 10 FLOUR at 1.00",
        "2026-01-20 invoice_issued I1 of order O1: 4 FLOUR for 9.00",
        "2026-01-20 goods_shipped S1 of order O1: 4 FLOUR",
        "2026-02-03 stock_adjusted theft: -1 FLOUR",
        "2026-03-09 bill_approved B1: 10 of R1 for 12.00",
    )
    with empty_company() as database:
        load(database, founding())
        named: dict[str, str] = {}
        load(database, [told(line, place, named) for place, line in enumerate(lines, 1)], "facts.jsonl")
        cost(database)
        with database.read() as connection:
            [memo] = [e.memo for _, e in entries_of(connection, "e.rule = ?", "bill against receipt")]
    assert memo.endswith("; of earlier periods: 2026-01 0.80, 2026-02 0.20")
