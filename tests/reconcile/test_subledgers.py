"""Subledgers against their control accounts: lots, open items and customers, each difference named."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reconcile.two_books import MAPPING
from tieout.core.account import AccountKey, parsed_key
from tieout.reconcile.subledgers import OpenItem, mismatches, subledgers

DAY = date(2026, 3, 31)
CENT = 1_000_000
RAW, SEMI, GRNI = parsed_key("inventory_raw"), parsed_key("inventory_semi"), parsed_key("grni")
RECEIVABLE = parsed_key("accounts_receivable")


def account_of(key: AccountKey) -> str:
    mapped = MAPPING.account(key)
    assert mapped is not None
    return mapped.outside_id


def test_lots_are_rounded_once_per_account_key_half_even() -> None:
    items = [
        OpenItem(RAW, "lot 1", CENT // 4),
        OpenItem(RAW, "lot 2", CENT // 4),
        OpenItem(SEMI, "lot 3", CENT),
    ]
    (one,) = subledgers(items, account_of, "USD")
    assert (one.name, one.account, one.total) == ("lots", "12", 1)
    assert mismatches([one], {("12", ""): 1}, DAY, "USD") == []


@pytest.mark.covers("S002-58")
def test_a_control_account_off_its_register_names_the_item_of_that_amount() -> None:
    items = [OpenItem(RAW, "lot F-1", 50_00 * CENT), OpenItem(RAW, "lot F-2", 7_00 * CENT)]
    (difference,) = mismatches(subledgers(items, account_of, "USD"), {("12", ""): 50_00}, DAY, "USD")
    assert (difference.account, difference.minor, difference.reason) == ("12", -7_00, "unexplained")
    assert difference.text == "lots come to 57.00, the account differs by -7.00: the amount of lot F-2"


def test_the_control_side_item_by_item_names_exactly_what_differs() -> None:
    items = [OpenItem(GRNI, "R-1", -50 * CENT), OpenItem(GRNI, "R-2", -7 * CENT)]
    posted = {("21", ""): {"R-1": -50, "R-3": -4}}
    (difference,) = mismatches(subledgers(items, account_of, "USD"), {("21", ""): -54}, DAY, "USD", posted)
    assert difference.text.endswith("R-2 (posted 0.00, register -0.07), R-3 (posted -0.04, register 0.00)")


@pytest.mark.covers("S001-74")
def test_open_invoices_are_compared_customer_by_customer() -> None:
    items = [
        OpenItem(RECEIVABLE, "I-1", 100 * CENT, "Ann"),
        OpenItem(RECEIVABLE, "I-2", 40 * CENT, "Bob"),
    ]
    found = mismatches(
        subledgers(items, account_of, "USD"), {("11", "Ann"): 40, ("11", "Bob"): 100}, DAY, "USD"
    )
    assert [one.minor for one in found] == [-60, 60]
    assert "of Ann" in found[0].text


def test_a_balance_without_any_open_item_is_a_mismatch_and_many_items_are_summed_up() -> None:
    (bare,) = mismatches([], {("12", ""): 5}, DAY, "USD")
    assert bare.minor == 5
    assert "0 items, largest none" in bare.text
    items = [OpenItem(RAW, f"lot {place}", place * CENT) for place in range(1, 9)]
    (many,) = mismatches(subledgers(items, account_of, "USD"), {("12", ""): 1}, DAY, "USD")
    assert many.text.endswith("8 items, largest lot 8, lot 7, lot 6, lot 5, lot 4 and 3 more")


def test_cents_of_rounding_alone_are_told_as_such() -> None:
    items = [OpenItem(RAW, "a", CENT // 2 - 1), OpenItem(RAW, "b", CENT // 2 - 1)]
    (one,) = mismatches(
        subledgers(items, account_of, "USD"), {("12", ""): 0}, DAY, "USD", {("12", ""): {"a": 0, "b": 0}}
    )
    assert one.text.endswith("only the cents of rounding differ")


def test_a_role_without_a_register_is_refused() -> None:
    with pytest.raises(KeyError, match="cogs"):
        subledgers([OpenItem(parsed_key("cogs"), "x", 1)], account_of, "USD")


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=9), st.integers(-5, 5))
def test_the_difference_is_the_balance_less_the_rounded_sum(values: list[int], off: int) -> None:
    items = [OpenItem(RAW, f"lot {place}", value) for place, value in enumerate(values)]
    registers = subledgers(items, account_of, "USD")
    assert abs(registers[0].total * CENT - sum(values)) <= CENT // 2
    found = mismatches(registers, {("12", ""): registers[0].total + off}, DAY, "USD")
    assert [one.minor for one in found] == ([off] if off else [])
