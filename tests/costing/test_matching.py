"""Matching: bills less credits against what is kept, whatever came first."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
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
    assert (match.matched_value, match.ordered_value) == (6000 * CENT, 5500 * CENT)


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
    assert (match.goods, match.variance, match.over_value) == (0, 0, 0)


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
    assert (match.matched, match.matched_value) == (200 * UNIT, 22300 * CENT)


def test_a_surcharge_on_a_line_billed_beyond_its_receipt_takes_no_units_back() -> None:
    match = matched(fact("billed", 210, 23100, "a"), fact("billed without quantity", 0, 300, "b"))
    assert (match.billed, match.over_units, match.over_value) == (210 * UNIT, 10 * UNIT, 1100 * CENT)


def test_a_bill_without_quantity_before_the_goods_waits_for_them() -> None:
    match = match_of([fact("billed without quantity", 0, 2100)])
    assert (match.billed, match.over_units, match.over_value, match.goods) == (0, 0, 2100 * CENT, 0)


def test_a_bill_without_quantity_of_goods_that_all_went_back_is_billed_too_much() -> None:
    match = matched(fact("returned", 200, 22000), fact("billed without quantity", 0, 300))
    assert (match.matched, match.over_value, match.goods, match.variance) == (0, 300 * CENT, 0, 0)
    assert match.balance == 300 * CENT


def test_a_bill_without_quantity_bills_it_all_down_to_the_tolerance_of_price() -> None:
    tolerances = Tolerances(price=Decimal("0.05"))
    at_the_edge = fact("billed without quantity", 0, 20900)
    assert matched(at_the_edge, tolerances=tolerances).matched == 200 * UNIT
    below = fact("billed without quantity", 0, 20889)
    assert matched(below, tolerances=tolerances).matched == 189_900_000


def test_the_first_units_of_a_later_bill_are_those_the_earlier_ones_left() -> None:
    match = matched(fact("billed", 150, 16500, "a"), fact("billed", 100, 11000, "b"))
    assert (match.matched_value, match.goods, match.open_value) == (22000 * CENT, 0, 0)
    assert (match.over_units, match.over_value) == (50 * UNIT, 5500 * CENT)


def test_of_a_bill_that_is_over_and_dearer_the_matched_units_take_their_share() -> None:
    match = matched(fact("billed", 210, 24150))
    assert (match.matched_value, match.goods, match.over_value) == (23000 * CENT, 1000 * CENT, 1150 * CENT)


def test_a_bill_that_is_matched_whole_is_matched_with_what_it_states() -> None:
    """0.57 for the 4 units of 7 that stayed, which are owed with 0.57142858."""
    gone = [fact("returned", 1, 0, str(place))._replace(value=14_285_714) for place in range(3)]
    match = match_of([fact("received", 7, -100, rate="1"), *gone, fact("billed", 4, 57, "a")])
    assert (match.matched_value, match.goods, match.balance) == (57 * CENT, 57 * CENT - 57_142_858, 0)


def test_a_bill_at_order_price_has_no_difference_however_the_accrual_was_rounded() -> None:
    """1.00 for 7 units; 3 went back one by one at 0.14285714: 4 are owed with 0.57142858, not …857."""
    received = fact("received", 7, -100, rate="1")
    gone = [fact("returned", 1, 0, str(place))._replace(value=14_285_714) for place in range(3)]
    match = match_of([received, *gone, fact("billed", 7, 100, "a")])
    assert (match.matched, match.matched_value) == (4 * UNIT, 57_142_858)
    assert (match.goods, match.variance, match.over_units) == (0, 0, 3 * UNIT)


def test_an_open_item_of_the_first_day_that_is_closed_leaves_nothing() -> None:
    opened, bill = fact("opened", 0, -5000), fact("billed", 10, 4000, "a")
    before = match_of([opened, bill])
    closed = fact("closed")._replace(units=before.closing_units, amount=before.closing_amount)
    match = match_of([opened, bill, closed])
    assert (match.balance, match.goods, match.variance) == (0, 0, -1000 * CENT)


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


def test_of_a_bill_abroad_that_is_over_the_matched_units_take_their_share_of_the_rate() -> None:
    """100 of 110 units at 0.50 EUR, received at 1.10 and booked at 1.20: 5.00 of 5.50 is exchange."""
    received = fact("received", 100, -5500, rate="1.10")._replace(currency="EUR")
    bill = fact("billed", 110, 6600)._replace(currency="EUR", amount=5500 * CENT)
    match = match_of([received, bill])
    assert (match.matched_value, match.goods, match.exchange) == (5500 * CENT, 0, 500 * CENT)
    assert (match.over_units, match.over_value, match.balance) == (10 * UNIT, 600 * CENT, 600 * CENT)


def test_a_match_is_mixed_when_any_bill_is_of_another_currency() -> None:
    received = fact("received", 100, -5500, rate="1.10")._replace(currency="EUR")
    abroad = fact("billed", 50, 2750, "a")._replace(currency="EUR", amount=2500 * CENT)
    match = match_of([received, abroad, fact("billed", 50, 2750, "b")])
    assert match.mixed
    assert (match.goods, match.exchange, match.balance) == (0, 0, 0), "the one at home is as it was booked"
    assert not match_of([received, abroad, fact("credited", 5, -275, "c")]).mixed, "a credit is no bill"


def test_what_differs_of_goods_that_all_went_back_is_a_variance() -> None:
    """Billed at 230.00 and credited at the order price of 220.00: nothing is there to cost more."""
    all_back = fact("returned", 200, 22000, "c"), fact("credited", 200, -22000, "d")
    match = matched(fact("billed", 200, 23000, "a"), *all_back)
    assert (match.kept, match.balance, match.goods, match.variance) == (0, 0, 0, 1000 * CENT)
    assert (match.ordered_value, match.open_value, match.open_units) == (0, 0, 0)


def test_what_the_accruals_of_units_that_all_went_back_were_rounded_by_is_no_variance() -> None:
    """1.00 for 7 units that went back one by one at 0.14285714: two quanta stay accrued."""
    gone = [fact("returned", 1, 0, str(place))._replace(value=14_285_714) for place in range(7)]
    match = match_of([fact("received", 7, -100, rate="1"), *gone, fact("billed", 7, 100, "a")])
    assert (match.over_units, match.over_value) == (7 * UNIT, 99_999_998)
    assert (match.goods, match.variance, match.balance) == (0, 0, 99_999_998)


def test_money_billed_for_no_units_may_be_accepted() -> None:
    facts = [fact("returned", 200, 22000), fact("billed without quantity", 0, 300)]
    before = matched(*facts)
    closed = fact("closed")._replace(units=before.closing_units, amount=before.closing_amount)
    assert before.closing_amount == 300 * CENT
    match = matched(*facts, closed)
    assert (match.balance, match.over_value, match.variance, match.closing_amount) == (0, 0, 300 * CENT, 0)


def test_the_party_is_the_first_that_is_named() -> None:
    nameless = RECEIVED._replace(party="")
    assert match_of([nameless, fact("billed", 50, 6000)]).party == "S-1"
    assert match_of([nameless]).party == ""


def test_a_correction_of_a_receipt_that_states_no_rate_leaves_the_receipts_rate() -> None:
    received = fact("received", 100, -5500, rate="1.10")._replace(currency="EUR")
    fewer = fact("received", -10, 550, "n")
    bill = fact("billed", 90, 5400, "b")._replace(currency="EUR", amount=4500 * CENT)
    match = match_of([received, fewer, bill])
    assert (match.currency, match.rate) == ("EUR", Fraction("1.10"))
    assert (match.goods, match.exchange, match.balance) == (0, 450 * CENT, 0)


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
    assert (over.over_value, over.goods, over.variance, over.exchange) == (1000 * CENT, 0, 0, 0)
    assert (over.over_units, over.credit_units, over.credit_value, over.currency) == (0, 0, 0, "")
    assert over.closing_units == -10 * UNIT


def test_the_item_of_a_bill_that_names_no_receipt() -> None:
    assert matched().named
    assert not match_of([fact("billed", 1, 5)._replace(reference="bill B1")]).named


def test_a_credit_settles_what_was_billed_without_units_for_goods_that_all_went_back() -> None:
    """A surcharge of 3.00 on nothing, credited as 10 units of 0.30: neither money nor units stay open."""
    surcharge = fact("billed without quantity", 0, 300, "b")
    match = matched(fact("returned", 200, 22000), surcharge, fact("credited", 10, -300, "c"))
    assert (match.over_value, match.credit_value, match.credit_units, match.balance) == (0, 0, 0, 0)


def test_of_goods_that_all_went_back_what_was_accepted_is_a_variance_at_what_is_billed() -> None:
    """6 units billed were accepted; their bill was taken back and told anew as 10: 4 are too many again."""
    facts = [fact("returned", 200, 22000), fact("billed", 6, 660, "a")]
    before = matched(*facts)
    closed = fact("closed")._replace(units=before.closing_units, amount=before.closing_amount)
    anew = fact("taken back", 0, -660, "n")._replace(of="a"), fact("billed", 10, 1200, "b")
    match = matched(*facts, closed, *anew)
    assert (match.matched, match.over_units, match.over_value) == (6 * UNIT, 4 * UNIT, 480 * CENT)
    assert (match.goods, match.variance, match.balance) == (0, 720 * CENT, 480 * CENT)
