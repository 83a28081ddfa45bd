"""Open book: balances by account and name, each at what it is carried at, taken back by a revision."""

from __future__ import annotations

from datetime import date

from tests.reconcile.registers.facts_of_march import book, sums
from tieout.core.account import account_key
from tieout.reconcile.registers.open_book import Claim, receivable


def test_a_claim_moves_its_customers_receivable_under_its_number() -> None:
    open_book = book().book
    doc = open_book.doc("USD", None, _march(2))
    claim = Claim("I1", "Ann", doc, 100_00, 100 * 10**8)
    open_book.claims["I1"] = claim
    moved = open_book.claimed(claim, "2026-03-02", 100_00, 100_00, 100 * 10**8)
    assert (moved.account, moved.name, moved.party) == (receivable("USD"), "I1", "Ann")
    assert open_book.balance(receivable("USD"), "I1").home == 100_00
    assert sums(open_book.undo([moved])) == {"accounts_receivable(USD) I1": -100_00}
    assert open_book.balance(receivable("USD"), "I1").units == 0


def test_foreign_money_leaves_a_gateway_at_what_it_came_in_at() -> None:
    open_book = book(("EUR", 1, "1.10"), ("EUR", 9, "1.30"), own=True).book
    first = open_book.doc("EUR", None, _march(2))
    then = open_book.doc("EUR", None, _march(10))
    (came,) = open_book.money("stripe", "a", "2026-03-02", first, 0, 100_00, first.at_home(100_00))
    (left,) = open_book.money("stripe", "a", "2026-03-10", then, 0, -100_00, then.at_home(-100_00))
    assert (came.value, left.value) == (110_00 * 10**6, -110_00 * 10**6)
    assert came.account == account_key("clearing", gateway="stripe", currency="EUR")


def test_money_told_after_its_payout_realises_on_the_payouts_day_and_is_taken_back_whole() -> None:
    open_book = book(("EUR", 1, "1.10"), ("EUR", 9, "1.30"), own=True).book
    first, then = (open_book.doc("EUR", None, _march(day)) for day in (2, 10))
    (left,) = open_book.money("stripe", "a", "2026-03-10", then, 0, -100_00, -130_00)
    came = open_book.money("stripe", "a", "2026-03-02", first, 0, 100_00, 110_00)
    assert [(one.day, one.value) for one in came] == [
        ("2026-03-02", 110_00 * 10**6),
        ("2026-03-10", 20_00 * 10**6),
    ]
    assert sum(one.value for one in open_book.undo(came)) == left.value


def test_the_number_of_a_capture_stands_for_its_item() -> None:
    open_book = book(("EUR", 1, "1.10"), own=True).book
    doc = open_book.doc("EUR", None, _march(2))
    open_book.money("stripe", "P1", "2026-03-09", doc, 0, -100_00, -110_00)
    moved = open_book.call("stripe", "ch_1", "P1", "2026-03-02", doc)
    assert [(one.name, one.value, one.minor) for one in moved] == [
        ("P1", 110_00 * 10**6, 100_00),
        ("ch_1", -110_00 * 10**6, -100_00),
    ]
    assert open_book.named("stripe", "P1", doc) == "ch_1"
    assert open_book.named("stripe", "other", doc) == "other"


def test_a_foreign_deposit_is_kept_under_its_name_and_currency() -> None:
    open_book = book(("EUR", 1, "1.10"), own=True).book
    doc = open_book.doc("EUR", None, _march(2))
    held = open_book.held(
        "customer_deposits", "SO-7", "Ann", "2026-03-02", doc, -50_00, -55_00, -50 * 10**8
    )
    assert (held.name, held.value) == ("SO-7 of Ann in EUR", -55_00 * 10**6)


def _march(day: int) -> date:

    return date(2026, 3, day)
