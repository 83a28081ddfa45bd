"""Matching: bills less credits against what is kept, whatever came first."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest

from tieout.core.match import Match, MatchFact, MatchKind, Tolerances
from tieout.costing.matching import EXACT, match_of

UNIT, CENT = 10**6, 10**6
"""One unit of goods, one cent of money."""


def fact(kind: MatchKind, units: int = 0, cents: int = 0, event: str = "e", **more: str) -> MatchFact:
    """A fact of `units` and a value on grni of so many cents; a bill's amount is its value."""
    amount = abs(cents) * CENT if kind.startswith(("billed", "credited")) else 0
    return MatchFact(
        event, kind, "R1/1", event.upper(), "S-1", "2026-03-02", "2026-03-02",
        units=units * UNIT, value=cents * CENT, amount=amount, currency="USD", **more,
    )  # fmt: skip


RECEIVED = fact("received", 200, -22000, rate="1")


def matched(*facts: MatchFact, tolerances: Tolerances = EXACT) -> Match:
    return match_of([RECEIVED, *facts], tolerances)


def test_nothing_billed_is_owed_at_order_price() -> None:
    match = matched()
    assert (match.open_units, match.open_value, match.balance) == (200 * UNIT, 22000 * CENT, -22000 * CENT)
    assert (match.goods, match.variance, match.exchange) == (0, 0, 0)


def test_a_partial_bill_leaves_the_rest_at_order_price() -> None:
    match = matched(fact("billed", 50, 6000))
    assert (match.balance, match.goods) == (-16500 * CENT, 500 * CENT)


@pytest.mark.covers("S002-36")
def test_bills_together_are_held_against_the_receipt() -> None:
    match = matched(fact("billed", 200, 22000, "a"), fact("billed", 200, 23000, "b"))
    assert (match.over_units, match.over_value, match.goods) == (200 * UNIT, 23000 * CENT, 0)
    assert match.bills == ("A", "B")


def test_the_order_of_facts_changes_nothing_once_they_come_to_the_same() -> None:
    later = [
        fact("billed", 150, 17000, "a"),
        fact("billed", 50, 5000, "b"),
        fact("returned", 20, 2200, "c"),
        fact("credited", 20, -2000, "d"),
    ]
    found = {(m.balance, m.goods + m.variance) for order in permutations(later) for m in [matched(*order)]}
    assert found == {(0, 200 * CENT)}


def test_a_credit_takes_back_what_was_billed_last() -> None:
    bills = (fact("billed", 200, 22000, "a"), fact("billed", 10, 1200, "b"))
    match = matched(*bills, fact("credited", 10, -1100, "c"))
    assert (match.over_units, match.balance, match.goods, match.variance) == (0, 0, 0, 100 * CENT)


def test_a_credit_without_quantity_lowers_the_price() -> None:
    match = matched(fact("billed", 200, 22000), fact("credited without quantity", 0, -500, "c"))
    assert (match.balance, match.goods, match.matched_value) == (0, -500 * CENT, 21500 * CENT)


def test_more_credited_than_billed_stays_open() -> None:
    match = matched(fact("credited", 10, -1100, "c"))
    assert (match.credit_units, match.credit_value) == (10 * UNIT, 1100 * CENT)
    assert match.balance == -(22000 + 1100) * CENT


def test_a_bill_without_quantity_bills_what_is_open() -> None:
    match = matched(fact("billed", 100, 11000, "a"), fact("billed without quantity", 0, 11500, "b"))
    assert (match.matched, match.balance, match.goods) == (200 * UNIT, 0, 500 * CENT)


def test_a_bill_without_quantity_bills_nothing_that_had_gone_back_before() -> None:
    match = matched(fact("returned", 50, 5500), fact("billed without quantity", 0, 16800))
    assert (match.billed, match.over_units, match.goods) == (150 * UNIT, 0, 300 * CENT)
    assert match.balance == 0


def test_a_bill_without_quantity_of_a_part_bills_what_its_amount_buys() -> None:
    match = matched(fact("billed without quantity", 0, 11000, "a"))
    assert (match.matched, match.open_value, match.goods) == (100 * UNIT, 11000 * CENT, 0)
    near = matched(fact("billed without quantity", 0, 21500, "a"))
    assert (near.matched, near.goods) == (200 * UNIT, -500 * CENT)


def test_a_surcharge_on_a_line_billed_in_full_is_part_of_its_price() -> None:
    match = matched(fact("billed", 200, 22000, "a"), fact("billed without quantity", 0, 300, "b"))
    assert (match.over_value, match.goods) == (0, 300 * CENT)


def test_a_bill_without_goods_waits_for_them() -> None:
    match = match_of([fact("billed", 10, 2100)])
    assert (match.over_units, match.balance, match.goods, match.variance) == (10 * UNIT, 2100 * CENT, 0, 0)


def test_what_was_taken_back_is_billed_no_more_and_leaves_its_cents() -> None:
    back = fact("taken back", 0, -22001, "n")._replace(of="a")
    match = matched(fact("billed", 200, 22000, "a"), back)
    assert (match.matched, match.billed, match.open_units) == (0, 0, 200 * UNIT)
    assert match.goods == -1 * CENT


def test_another_rate_is_an_exchange_difference() -> None:
    received = fact("received", 100, -5500, rate="1.10")._replace(currency="EUR")
    bill = fact("billed", 100, 6240)._replace(currency="EUR", amount=5200 * CENT)
    match = match_of([received, bill])
    assert (match.goods, match.exchange, match.balance) == (220 * CENT, 520 * CENT, 0)


def test_units_within_the_tolerance_of_quantity_are_matched() -> None:
    bill = fact("billed", 201, 22110)
    assert matched(bill).over_units == 1 * UNIT
    match = matched(bill, tolerances=Tolerances(quantity=Decimal("0.005")))
    assert (match.over_units, match.balance, match.goods) == (0, 0, 110 * CENT)


def test_closed_short_nothing_more_is_expected() -> None:
    bill = fact("billed", 150, 16500, "a")
    before = matched(bill)
    closed = fact("closed")._replace(units=before.closing_units, amount=before.closing_amount)
    match = matched(bill, closed)
    assert (match.balance, match.goods, match.open_units) == (0, -5500 * CENT, 0)
    assert matched(bill, closed, fact("billed", 50, 5500, "b")).over_units == 50 * UNIT


def test_what_is_billed_too_much_may_be_accepted() -> None:
    bill = fact("billed", 210, 23100)
    before = matched(bill)
    closed = fact("closed")._replace(units=before.closing_units, amount=before.closing_amount)
    match = matched(bill, closed)
    assert (match.balance, match.goods, match.over_units, match.closing_units) == (0, 1100 * CENT, 0, 0)


def test_open_items_of_the_first_day_keep_what_their_bills_leave() -> None:
    opened = fact("opened", 0, -5000)
    assert match_of([opened, fact("billed", 10, 4000)]).balance == -1000 * CENT
    over = match_of([opened, fact("billed", 10, 6000)])
    assert (over.over_value, over.goods, over.variance) == (1000 * CENT, 0, 0)
    assert over.closing_units == -10 * UNIT


def test_the_item_of_a_bill_that_names_no_receipt() -> None:
    assert matched().named
    assert not match_of([fact("billed", 1, 5)._replace(reference="bill B1")]).named
