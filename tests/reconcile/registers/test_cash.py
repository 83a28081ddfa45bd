"""Cash: what captures, payouts, disputes, cards and store credit leave open, by the facts alone."""

from __future__ import annotations

from tests.reconcile.registers.facts_of_march import book, invoice, payment, said, sums, tell
from tieout.core.event import Event

MONEY = {"channel": "web", "gateway": "stripe", "currency": "USD"}


def test_a_payment_takes_off_its_invoice_what_it_brings_to_its_gateway() -> None:
    facts = book()
    tell(facts, invoice("I1", "100.00"))
    assert sums(tell(facts, payment("P1", "60.00", invoice="I1", reference="ch-1"))) == {
        "clearing(stripe,USD) ch-1": 60_00,
        "accounts_receivable(USD) I1": -60_00,
    }


def test_a_payment_of_an_invoice_nobody_recognised_is_a_deposit() -> None:
    assert sums(tell(book(), payment("P1", "60.00", invoice="I1"))) == {
        "clearing(stripe,USD) P1": 60_00,
        "customer_deposits I1 of Ann": -60_00,
    }


def test_the_last_foreign_payment_takes_what_is_left_of_the_invoice_at_home() -> None:
    facts = book(("EUR", 1, "1.10"), ("EUR", 4, "1.30"), own=True)
    tell(facts, invoice("I1", "100.01", currency="EUR"))  # 110.01 at home
    first = tell(facts, payment("P1", "33.33", currency="EUR", invoice="I1"))
    assert sums(first)["accounts_receivable(EUR) I1"] == -36_66
    last = tell(facts, payment("P2", "70.00", currency="EUR", invoice="I1"))
    assert sums(last) == {
        "clearing(stripe,EUR) P2": 91_00,
        "accounts_receivable(EUR) I1": -(110_01 - 36_66),
        "customer_deposits I1 of Ann in EUR": -4_32,  # 3.32 EUR more than was open, at the payment's rate
    }


def test_what_is_paid_beyond_an_invoice_is_held_for_its_customer() -> None:
    facts = book()
    tell(facts, invoice("I1", "50.00", order="O1"))
    assert sums(tell(facts, payment("P1", "70.00", invoice="I1", order="O1"))) == {
        "clearing(stripe,USD) P1": 70_00,
        "accounts_receivable(USD) I1": -50_00,
        "customer_deposits O1 of Ann": -20_00,
    }


def test_money_of_another_currency_settles_a_converted_invoice_by_its_worth() -> None:
    facts = book(("EUR", 1, "1.10"))
    tell(facts, invoice("I1", "100.00", currency="EUR"))
    assert sums(tell(facts, payment("P1", "60.00", invoice="I1"))) == {
        "clearing(stripe,USD) P1": 60_00,
        "accounts_receivable(USD) I1": -60_00,
    }
    assert sums(tell(facts, payment("P2", "60.00", invoice="I1")))["accounts_receivable(USD) I1"] == -50_00


def test_converted_money_of_the_invoices_currency_settles_its_share() -> None:
    facts = book(("EUR", 1, "1.10"), ("EUR", 4, "1.30"))
    tell(facts, invoice("I1", "100.00", currency="EUR"))
    moves = sums(tell(facts, payment("P1", "100.00", currency="EUR", invoice="I1")))
    assert moves == {"clearing(stripe,USD) P1": 130_00, "accounts_receivable(USD) I1": -110_00}


def test_a_payout_settles_its_items_and_fees_of_earlier_months_leave_in_theirs() -> None:
    facts = book()
    tell(facts, payment("P1", "100.00", invoice="I9"))
    items = [
        {"type": "charge", "reference": "P0", "date": "2026-02-27", "gross": "50.00", "fee": "1.50"},
        {"type": "charge", "reference": "P1", "date": "2026-03-05", "gross": "100.00", "fee": "3.00"},
    ]
    moves = tell(facts, _payout("145.50", items))
    assert sums(moves) == {"clearing(stripe,USD) P0": -50_00, "clearing(stripe,USD) P1": -100_00}
    earlier = [move for move in moves if move.day == "2026-02-27"]
    assert sums(earlier) == {"clearing(stripe,USD) PO": -1_50}


def test_what_a_payout_names_no_item_for_stands_under_its_number() -> None:
    item = {"type": "charge", "reference": "P1", "date": "2026-03-05", "gross": "10.00"}
    assert sums(tell(book(), _payout("12.00", [item])))["clearing(stripe,USD) PO"] == -2_00


def test_a_dispute_stays_open_until_it_is_won() -> None:
    facts = book()
    fields = {"chargeback": "D1", "gateway": "stripe", "currency": "USD", "amount": "25.00", "fee": "2.00"}
    assert sums(tell(facts, said("chargeback_opened", "D1", 4, **fields))) == {
        "chargebacks D1": 25_00,
        "clearing(stripe,USD) D1": -27_00,
    }
    assert sums(tell(facts, said("chargeback_won", "D1", 9, **fields))) == {
        "chargebacks D1": -25_00,
        "clearing(stripe,USD) D1": 27_00,
    }


def test_cards_and_credit_are_owed_until_they_are_used() -> None:
    facts = book()
    tell(facts, invoice("I1", "100.00"))
    assert sums(tell(facts, said("gift_card_sold", "a", 2, card="G1", amount="50.00", **MONEY))) == {
        "clearing(stripe,USD) G1": 50_00,
        "gift_cards G1": -50_00,
    }
    used = {"customer": "Ann", "invoice": "I1", "currency": "USD"}
    card = said("gift_card_redeemed", "b", 3, card="G1", amount="30.00", **used)
    assert sums(tell(facts, card)) == {"gift_cards G1": 30_00, "accounts_receivable(USD) I1": -30_00}
    gone = said("gift_card_expired", "c", 4, card="G1", amount="20.00", currency="USD")
    assert sums(tell(facts, gone)) == {"gift_cards G1": 20_00}
    given = said("store_credit_issued", "d", 5, credit="C1", customer="Ann", amount="9.00", currency="USD")
    assert sums(tell(facts, given)) == {"store_credit C1": -9_00}
    spent = said("store_credit_redeemed", "e", 6, credit="C1", amount="9.00", **used)
    assert sums(tell(facts, spent)) == {"store_credit C1": 9_00, "accounts_receivable(USD) I1": -9_00}


def _payout(net: str, items: list[dict[str, str]]) -> Event:
    return said(
        "payout_settled", "PO", 10, number="PO", gateway="stripe", currency="USD", net=net, items=items
    )
