"""Trade: what invoices, sales, refunds and write-offs leave open, by the facts alone."""

from __future__ import annotations

import pytest

from tests.reconcile.registers.facts_of_march import (
    book,
    end,
    invoice,
    payment,
    refund,
    said,
    sale,
    sums,
    tell,
)
from tieout.core.errors import ProgrammerError
from tieout.reconcile.registers.moved import Fact
from tieout.reconcile.registers.trade import Recognition

TAX = [{"agency": "CA", "amount": "8.00"}]
WAITS = Recognition("", "2026-03-03")


def test_an_invoice_is_owed_by_its_customer_with_its_tax() -> None:
    moves = tell(book(), invoice("I1", "108.00", lines=[_hour("100.00")], taxes=TAX))
    assert sums(moves) == {"accounts_receivable(USD) I1": 108_00, "sales_tax(CA) CA 2026-03": -8_00}
    assert moves[0].party == "Ann"


def test_an_invoice_whose_goods_did_not_ship_is_not_owed_yet() -> None:
    assert tell(book(), invoice("I1", "10.00"), Recognition("", "2026-03-02")) == []


def test_a_deposit_pays_its_orders_invoice_up_to_its_total() -> None:
    facts = book()
    tell(facts, payment("P1", "70.00", order="O1"))
    assert sums(tell(facts, invoice("I1", "50.00", order="O1"))) == {"customer_deposits O1 of Ann": 50_00}
    assert sums(tell(facts, invoice("I2", "30.00", order="O1"))) == {
        "accounts_receivable(USD) I2": 10_00,
        "customer_deposits O1 of Ann": 20_00,
    }


def test_money_of_a_sale_that_waits_is_a_deposit_until_its_day() -> None:
    facts, event = book(), sale("W1", "20.00", order="O1")
    waits = tell(facts, event, WAITS)
    assert sums(waits) == {"clearing(stripe,USD) W1": 20_00, "customer_deposits O1 of Ann": -20_00}
    assert {move.day for move in waits} == {"2026-03-03"}
    done = end(facts, event, "2026-03-08")
    assert sums(done) == {"customer_deposits O1 of Ann": 20_00}
    assert {move.day for move in done} == {"2026-03-08"}


def test_a_sale_told_anew_after_its_day_takes_all_of_it_back() -> None:
    facts, event = book(), sale("W1", "20.00", order="O1", taxes=TAX)
    tell(facts, event, WAITS)
    end(facts, event, "2026-03-08")
    anew = tell(facts, sale("W1", "15.00", order="O1"), Recognition("2026-03-09"))
    assert sums(anew) == {"clearing(stripe,USD) W1": -5_00, "sales_tax(CA) CA 2026-03": 8_00}


def test_a_foreign_deposit_leaves_at_what_the_order_holds_when_the_sale_is_recognised() -> None:
    """100 EUR at 1.10 and, before the sale is recognised, 100 EUR at 1.20: both leave at 1.15."""
    facts = book(("EUR", 1, "1.10"), ("EUR", 5, "1.20"))
    event = sale("W1", "100.00", order="O1", currency="EUR")
    tell(facts, event, WAITS)
    tell(facts, payment("P1", "100.00", 5, order="O1", currency="EUR"))
    assert sums(end(facts, event, "2026-03-08")) == {"customer_deposits O1 of Ann in EUR": 115_00}


def test_parts_of_one_foreign_deposit_leave_it_in_one_step() -> None:
    """3 EUR carried at 1.01: two of them are 0.67. One by one they would be 0.34 and 0.34."""
    facts = book(("EUR", 1, "0.335"), ("EUR", 6, "0.40"))
    tell(facts, payment("P1", "3.00", order="O1", currency="EUR"))
    tenders = [{"type": "deposit", "amount": "1.00"}] * 2
    event = sale("W1", "2.00", 6, order="O1", currency="EUR", tenders=tenders)
    assert sums(tell(facts, event)) == {"customer_deposits O1 of Ann in EUR": 67}


def test_own_money_and_an_earlier_deposit_leave_a_waiting_sales_order_in_one_step() -> None:
    facts = book(("EUR", 1, "0.335"), ("EUR", 6, "0.40"))
    tell(facts, payment("P1", "2.00", order="O1", currency="EUR"))
    tenders = [
        {"type": "deposit", "amount": "1.00"},
        {"type": "gateway", "gateway": "stripe", "amount": "1.00"},
    ]
    event = sale("W1", "2.00", order="O1", currency="EUR", tenders=tenders)
    tell(facts, event, WAITS)
    assert sums(end(facts, event, "2026-03-08")) == {"customer_deposits O1 of Ann in EUR": 67}


def test_only_a_sale_was_held() -> None:
    event = payment("P1", "9.00", order="O1")
    with pytest.raises(ProgrammerError):
        book().end(Fact(event.kind, event.source, event.id), event, Recognition("2026-03-08"))


def test_a_sale_that_waits_uses_no_deposit_yet_and_leaves_none_of_it_to_others() -> None:
    """Of 9.00 and 13.00 held under the order the sale will take 20.00; 2.00 are free."""
    facts = book()
    tell(facts, payment("P1", "9.00", order="O1"))
    tenders = [
        {"type": "deposit", "amount": "7.00"},
        {"type": "gateway", "gateway": "stripe", "amount": "13.00"},
    ]
    assert "customer_deposits O1 of Ann" in sums(
        tell(facts, sale("W1", "20.00", order="O1", tenders=tenders), WAITS)
    )
    assert sums(tell(facts, invoice("I1", "2.00", order="O1"))) == {"customer_deposits O1 of Ann": 2_00}
    assert sums(tell(facts, invoice("I2", "9.00", order="O1"))) == {"accounts_receivable(USD) I2": 9_00}
    tell(facts, sale("W1", "13.00", order="O1", tenders=tenders[1:]), WAITS)
    assert sums(tell(facts, invoice("I3", "9.00", order="O1")))["customer_deposits O1 of Ann"] == 7_00


def test_tenders_other_than_money_use_their_own_liability() -> None:
    tenders = [
        {"type": "gift_card", "amount": "5.00", "reference": "G1"},
        {"type": "store_credit", "amount": "6.00", "reference": "C1"},
        {"type": "deposit", "amount": "7.00"},
        {"type": "gateway", "gateway": "stripe", "amount": "2.00", "reference": "ch-1"},
    ]
    assert sums(tell(book(), sale("W1", "20.00", order="O1", tenders=tenders))) == {
        "gift_cards G1": 5_00,
        "store_credit C1": 6_00,
        "customer_deposits O1 of Ann": 7_00,
        "clearing(stripe,USD) ch-1": 2_00,
    }


def test_what_settles_an_invoice_that_waits_again_goes_by_its_own_day() -> None:
    """Billed at 1.10 and then told anew with goods that did not ship: nothing of it is owed any more."""
    facts = book(("EUR", 1, "1.10"), ("EUR", 5, "1.20"))
    tell(facts, invoice("I1", "100.00", 2, currency="EUR"))
    gone = tell(facts, invoice("I1", "100.00", 2, currency="EUR"), Recognition("", "2026-03-02"))
    assert sums(gone) == {"accounts_receivable(USD) I1": -110_00}
    given_up = said(
        "write_off_approved", "W1", 6, customer="Ann", invoice="I1", currency="EUR", amount="10.00",
        approved_by="kim",
    )  # fmt: skip
    assert sums(tell(facts, given_up)) == {"accounts_receivable(USD) I1": -12_00}


def test_a_credit_takes_off_its_invoice_and_money_given_back_puts_it_there_again() -> None:
    facts = book()
    tell(facts, invoice("I1", "108.00", lines=[_hour("100.00")], taxes=TAX))
    credit = refund("R1", "invoice", "I1", "10.80", lines=[_hour("10.00")], taxes=[_tax("0.80")])
    assert sums(tell(facts, credit)) == {
        "accounts_receivable(USD) I1": -10_80,
        "sales_tax(CA) CA 2026-03": 80,
    }
    paid = refund("R2", "invoice", "I1", "5.00", lines=[_hour("5.00")], gateway="stripe")
    assert sums(tell(facts, paid)) == {"clearing(stripe,USD) R2": -5_00}


def test_refunds_of_sales_and_deposits_leave_through_their_gateway() -> None:
    facts = book()
    of_sale = refund("R1", "sale", "W1", "4.00", lines=[_hour("4.00")], gateway="stripe")
    assert sums(tell(facts, of_sale)) == {"clearing(stripe,USD) R1": -4_00}
    assert sums(tell(facts, refund("R2", "deposit", "O1", "3.00", gateway="stripe"))) == {
        "clearing(stripe,USD) R2": -3_00,
        "customer_deposits O1 of Ann": 3_00,
    }


def test_a_foreign_credit_takes_off_what_the_invoice_put_there() -> None:
    facts = book(("EUR", 1, "1.10"), ("EUR", 9, "1.30"), own=True)
    tell(facts, invoice("I1", "100.00", currency="EUR"))
    credit = refund("R1", "invoice", "I1", "40.00", day=10, currency="EUR", lines=[_hour("40.00")])
    assert sums(tell(facts, credit)) == {"accounts_receivable(EUR) I1": -44_00}
    gave_up = said(
        "write_off_approved", "X", 11, invoice="I1", customer="Ann", currency="EUR", amount="60.00",
        approved_by="Bo",
    )  # fmt: skip
    assert sums(tell(facts, gave_up)) == {"accounts_receivable(EUR) I1": -66_00}


def test_what_settles_a_converted_invoice_stands_at_its_rate_and_the_last_takes_the_rest() -> None:
    facts = book(("EUR", 1, "1.10"), ("EUR", 9, "1.30"))
    tell(facts, invoice("I1", "100.01", currency="EUR"))  # 110.01 at home
    credit = refund("R1", "invoice", "I1", "33.33", day=10, currency="EUR", lines=[_hour("33.33")])
    assert sums(tell(facts, credit)) == {"accounts_receivable(USD) I1": -36_66}
    gave_up = said(
        "write_off_approved", "X", 11, invoice="I1", customer="Ann", currency="EUR", amount="66.68",
        approved_by="Bo",
    )  # fmt: skip
    assert sums(tell(facts, gave_up)) == {"accounts_receivable(USD) I1": -73_35}


def test_a_deposit_pays_only_its_customers_invoice_in_its_currency() -> None:
    facts = book(("EUR", 1, "1.10"))
    tell(facts, payment("P1", "70.00", order="O1"))
    assert "customer_deposits O1 of Bob" not in sums(
        tell(facts, invoice("I1", "9.00", order="O1", customer="Bob"))
    )
    in_euro = sums(tell(facts, invoice("I2", "50.00", order="O1", currency="EUR")))
    assert in_euro == {"accounts_receivable(USD) I2": 55_00}


def _hour(amount: str) -> dict[str, str]:
    return {"line": "1", "item": "HOUR", "quantity": "1", "amount": amount}


def _tax(amount: str) -> dict[str, str]:
    return {"agency": "CA", "amount": amount}
