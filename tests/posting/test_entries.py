"""Entries: a draft under the rule in effect."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.posting.test_payment import NoSummaries
from tieout.core.account import AccountKey
from tieout.core.draft import Draft
from tieout.core.errors import ProgrammerError
from tieout.core.ids import EventId
from tieout.core.lot import Part
from tieout.core.period import Periods
from tieout.posting.cents import Pins
from tieout.posting.entries import NoRule, PostingPolicy, entry_of
from tieout.posting.rulebook import load_rulebook

BOOK = load_rulebook()
DAY = date(2026, 3, 31)
RAW = AccountKey("inventory_raw", ("",))


def draft(on: str, *parts: Part, **more: Any) -> Draft:
    return Draft(**{"on": on, "parts": parts, "day": DAY, "currency": "USD", **more})


def posted(one: Draft, pins: Pins | None = None, policy: PostingPolicy | None = None) -> Any:
    return entry_of(one, EventId("e"), BOOK, pins or Pins("USD"), policy or PostingPolicy(), NoSummaries())


def lines_of(entry: Any) -> list[tuple[str, str, int]]:
    return [(line.side.value, str(line.account), line.home) for line in entry.lines]


def test_a_cost_stands_where_its_lots_stand() -> None:
    parts = Part("received", 10**8, RAW), Part("accrued", 10**8, reference="R1/1")
    entry = posted(draft("goods_received", *parts, cost=True))
    assert lines_of(entry) == [("Dr", "inventory_raw", 100), ("Cr", "grni", 100)]


def test_a_negative_amount_flips_the_side_and_nothing_is_no_entry() -> None:
    lost = Part("lost", -(10**8), RAW), Part("adjusted", -(10**8), reason="found")
    entry = posted(draft("stock_adjusted", *lost, cost=True))
    assert lines_of(entry) == [("Dr", "inventory_raw", 100), ("Cr", "inventory_adjustment(found)", 100)]
    assert posted(draft("stock_adjusted", Part("lost", 1, RAW), Part("adjusted", 1), cost=True)) is None


def test_a_bill_moves_grni_exactly_and_the_cents_it_lacks_go_to_rounding() -> None:
    """Two receipts of 1.045: grni stands at 2.09. One bill of 1.05 in print takes 1.045 off."""
    pins = Pins("USD")
    for number in ("R1/1", "R2/1"):
        parts = Part("received", 104_500_000, RAW), Part("accrued", 104_500_000, reference=number)
        posted(draft("goods_received", *parts, cost=True), pins)
    billed = Part("billed_receipts", 105, reference="R1/1", exact=104_500_000)
    entry = posted(draft("bill_approved", billed, Part("payable", 105)), pins)
    assert pins.cumulative[AccountKey("grni")] == -104_500_000
    assert lines_of(entry) == [
        ("Dr", "grni", 105),
        ("Cr", "accounts_payable(USD)", 105),
    ]
    last = Part("billed_receipts", 105, reference="R2/1", exact=104_500_000)
    entry = posted(draft("bill_approved", last, Part("payable", 105)), pins)
    assert lines_of(entry) == [
        ("Dr", "grni", 104),
        ("Cr", "accounts_payable(USD)", 105),
        ("Dr", "rounding", 1),
    ]


def test_a_fact_of_a_closed_period_posts_into_the_first_open_day_and_says_so() -> None:
    policy = PostingPolicy(periods=Periods(closed_through=date(2026, 3, 31)))
    parts = Part("received", 10**8, RAW), Part("accrued", 10**8)
    entry = posted(draft("goods_received", *parts, cost=True), policy=policy)
    assert entry.day == date(2026, 4, 1)
    assert entry.memo.endswith("of 2026-03-31, whose period is closed")


def test_daily_channels_are_summed_and_others_stand_alone() -> None:
    parts = Part("tendered", 100, gateway="stripe"), Part("gross", 100, channel="web", category="wood")
    one = draft("sale_paid", *parts, channel="web", gateway="stripe")
    assert posted(one).group == ""
    daily = posted(one, policy=PostingPolicy(granularity={"web": "daily"}))
    assert daily.group == "sale paid at once:2026-03-31:web:USD:stripe:"


def test_a_sale_of_two_gateways_is_a_journal() -> None:
    parts = (
        Part("tendered", 60, gateway="stripe"),
        Part("tendered", 40, gateway="paypal"),
        Part("gross", 100, channel="web", category="wood"),
    )
    assert posted(draft("sale_paid", *parts, channel="web")).document == "JournalEntry"


def test_no_rule_and_a_part_no_rule_places_are_told_apart() -> None:
    with pytest.raises(NoRule, match="no posting rule for goods_received odd"):
        posted(draft("goods_received", when="odd"))
    with pytest.raises(ProgrammerError, match="does not place mystery"):
        posted(draft("goods_received", Part("mystery", 1)))
    with pytest.raises(ProgrammerError, match="stands nowhere"):
        posted(draft("goods_received", Part("received", 1), Part("accrued", 1), cost=True))
