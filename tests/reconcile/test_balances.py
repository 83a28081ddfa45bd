"""Balances: both sides at the end of every day, and the ledger against the trial balance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.reconcile.two_books import (
    OPENING,
    WINDOW,
    a_document,
    compared,
    in_ledger,
    ledger_of,
    march,
    of_others,
    quickbooks_books,
)
from tieout.reconcile.balances import DayBalance

RECEIPT = a_document(1, {"12": 120_00, "21": -120_00}, day=march(3))
SALE = a_document(2, {"50": 30_00, "12": -30_00}, day=march(11))


@pytest.mark.covers("S000-46")
def test_both_balances_are_known_at_the_end_of_every_day() -> None:
    ledger = [*ledger_of([RECEIPT, SALE]), *of_others("8", {"12": 1_00}, day=march(12))]
    days = list(compared([RECEIPT, SALE], ledger).balances.daily("12"))
    assert len(days) == 32
    assert days[0] == DayBalance(WINDOW.baseline, 500_00, 500_00)
    assert days[3] == DayBalance(march(3), 620_00, 620_00)
    assert days[11] == DayBalance(march(11), 590_00, 590_00)
    assert days[12].difference == 1_00
    assert days[31] == DayBalance(march(31), 590_00, 591_00)


def test_documents_after_the_window_do_not_count() -> None:
    april = replace(RECEIPT, day=date(2026, 4, 1))
    result = compared([april], in_ledger(april))
    assert result.tied
    assert result.balances.final("12").expected == OPENING["12"]


def test_a_ledger_that_does_not_add_up_to_the_trial_balance_is_a_difference_of_its_own() -> None:
    ledger = ledger_of([RECEIPT, SALE])
    books = quickbooks_books(ledger)
    cut_off = replace(books, closing={**books.closing, "12": books.closing["12"] + 7})
    result = compared([RECEIPT, SALE], ledger, books=cut_off)
    assert [(one.account, one.day, one.minor) for row in result.rows for one in row.differences] == [
        ("12", march(31), 7)
    ]
    assert result.unexplained == 7
    assert [one.difference for one in result.balances.daily("12")][-2:] == [0, 7]
    assert "trial balance" in result.rows[-2].differences[0].text


def test_a_balance_changed_before_the_first_day_is_unexplained_on_the_baseline_day() -> None:
    earlier = of_others("8", {"12": 9}, day=date(2026, 2, 10))
    result = compared([RECEIPT], [*in_ledger(RECEIPT), *earlier])
    first = result.first
    assert first is not None
    assert (first.account, first.day, first.reason, first.minor) == (
        "12",
        WINDOW.baseline,
        "unexplained",
        9,
    )


def test_income_and_expense_start_again_with_the_year_in_the_trial_balance() -> None:
    ledger = ledger_of([RECEIPT, SALE])
    books = quickbooks_books(ledger)
    started = replace(
        books,
        opening={**books.opening, "50": 80_00},
        closing={**books.closing, "50": 30_00},
        yearly=frozenset({"50"}),
        year_start=SALE.day,
    )
    result = compared([RECEIPT, SALE], ledger, books=started)
    assert {(one.account, one.minor) for row in result.rows for one in row.differences} == {("50", 80_00)}
    assert result.balances.gaps["50"] == 0


@pytest.mark.parametrize(
    ("start", "carried"),
    [(None, 7_00), (WINDOW.baseline, 7_00), (march(1), 0), (march(12), 0)],
)
def test_a_yearly_account_starts_again_only_after_the_first_day_compared(
    start: date | None, carried: int
) -> None:
    """What is dated on the day of the opening balance is in it, also where that day begins the year."""
    before = of_others("7", {"50": 7_00}, day=WINDOW.baseline)
    ledger = [*before, *of_others("8", {"50": 1_00}, day=march(12))]
    books = quickbooks_books(ledger)
    opening, closing = {**books.opening, "50": 7_00}, {**books.closing, "50": carried + 1_00}
    books = replace(books, opening=opening, closing=closing, yearly=frozenset({"50"}), year_start=start)
    assert compared([], ledger, books=books).balances.gaps["50"] == 0
