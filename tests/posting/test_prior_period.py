"""What a late cost means for earlier months is said in the memo of its entry, and of its document."""

from __future__ import annotations

from datetime import date

import pytest

from tests.oracle.engine import COMPANY, NOW, cost, empty_company, load, rulebook
from tests.scenarios.scenario import stated as told
from tests.scenarios.statements import founding
from tieout import flow
from tieout.core.account import parsed_key
from tieout.core.entry import Line, Side
from tieout.core.lot import Part
from tieout.core.period import Periods
from tieout.core.prior_period import PriorPeriod
from tieout.posting.entries import PostingPolicy
from tieout.posting.prior_period import stated, taken_back
from tieout.storage.entries import entries_of

CENT = 10**6


def part(period: str, cents: int) -> Part:
    return Part("late_cost", cents * CENT, period=period)


def test_each_month_before_the_entry_s_own() -> None:
    parts = [part("2026-02", 80), part("", 300), part("2026-01", -5), part("2026-03", 7)]
    parts.append(part("2026-02", 1))
    assert _effects(parts, date(2026, 3, 9)) == (("2026-01", -5), ("2026-02", 81))
    assert _effects(parts, date(2026, 1, 9)) == ()
    assert _effects([Part("late_cost", 1, period="2026-01")], date(2026, 3, 9)) == ()


def _effects(parts: list[Part], day: date) -> tuple[tuple[str, int], ...]:
    said = stated(parts, (), day, day, "USD")
    assert said.days == ()
    return said.effects


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


def line(side: Side, account: str, cents: int) -> Line:
    return Line(side, parsed_key(account), cents, cents)


OWN, DAY = date(2026, 3, 20), date(2026, 4, 1)


def test_a_fact_of_a_closed_day_says_all_it_does_to_the_result() -> None:
    """Of 5.00 cost, 0.80 are of goods sold in January: the rest is March's; no result, nothing."""
    lines = [line(Side.DR, "cogs", 500), line(Side.CR, "inventory_raw", 500)]
    said = stated([part("2026-01", 80)], lines, OWN, DAY, "USD")
    assert said == PriorPeriod((OWN,), (("2026-01", 80), ("2026-03", 420)))
    assert stated([], lines[1:], OWN, DAY, "USD") == PriorPeriod((OWN,))
    sold = [line(Side.DR, "accounts_receivable", 900), line(Side.CR, "revenue", 900)]
    assert stated([], sold, OWN, DAY, "USD").effects == (("2026-03", -900),)
    assert stated([], sold, date(2026, 4, 1), date(2026, 4, 16), "USD").effects == (), "the same month"


def test_what_is_taken_back_says_the_opposite() -> None:
    lines = [line(Side.CR, "cogs", 500), line(Side.DR, "inventory_raw", 500)]
    told = taken_back(PriorPeriod((), (("2026-01", 80),)), lines, OWN, DAY)
    assert told == PriorPeriod((OWN,), (("2026-01", -80), ("2026-03", -420)))
    late = PriorPeriod((OWN,), (("2026-03", 500),))
    assert taken_back(late, lines, DAY, DAY) == PriorPeriod((OWN,), (("2026-03", -500),))
    assert taken_back(PriorPeriod(), lines, DAY, DAY) == PriorPeriod()


LATE_FACTS = (
    "2026-03-20 bill_approved B1 in EUR at 1.20: 100 of R1 for 52.00",
    "2026-03-21 goods_received R2: 10 TIN at 0.60",
    "2026-03-22 invoice_issued I2 of order O2: 10 TIN for 12.00",
    "2026-03-22 goods_shipped S2 of order O2: 10 TIN",
)


@pytest.mark.covers("S001-81", "S002-45", "S002-49")
def test_a_bill_a_receipt_and_a_sale_of_a_closed_month_post_in_the_open_one() -> None:
    """100 tins at 0.50 EUR at 1.10 come in March, 40 are sold; then March is closed.

    The bill says 52.00 EUR at 1.20: 2.20 of price, 0.88 of it sold, and 5.20 of rate: March's result would
    have been 6.08 lower. The receipt does nothing to it; a sale of ten for 12.00 costs 5.72.
    """
    first = (
        "item TIN: raw, metal",
        "2026-03-02 goods_received R1 in EUR at 1.10: 100 TIN at 0.50",
        "2026-03-05 invoice_issued I1 of order O1: 40 TIN for 48.00",
        "2026-03-05 goods_shipped S1 of order O1: 40 TIN",
    )
    closed = PostingPolicy(periods=Periods(date(2026, 3, 31)))
    with empty_company() as database:
        load(database, founding())
        named: dict[str, str] = {}
        load(database, [told(text, place, named) for place, text in enumerate(first, 1)], "first.jsonl")
        cost(database)
        with database.read() as connection:
            before = len(entries_of(connection, "1 = ?", 1))
        load(database, [told(text, place, named) for place, text in enumerate(LATE_FACTS, 9)], "late.jsonl")
        flow.cost_and_post(database, COMPANY, "USD", rulebook(), closed, NOW, lambda _: None)
        with database.read() as connection:
            late = [entry for _, entry in entries_of(connection, "1 = ?", 1)][before:]
    assert {entry.day for entry in late} == {date(2026, 4, 1)}
    assert all(entry.memo.endswith(", whose period is closed") for entry in late)
    assert {entry.rule: entry.prior.effects for entry in late} == {
        "supplier bill": (),
        "bill against receipt": (("2026-03", 608),),
        "goods received, supplier bill not yet in": (),
        "invoice": (("2026-03", -1200),),
        "goods shipped": (("2026-03", 572),),
    }
    assert all(entry.memo.endswith(entry.prior.words("USD")) for entry in late)
