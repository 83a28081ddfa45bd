"""Facts: a revision takes back what its fact had moved; opening registers stand as they are told."""

from __future__ import annotations

import pytest

from tests.reconcile.registers.facts_of_march import CENT, book, invoice, payment, said, sums, tell
from tieout.core.account import parsed_key
from tieout.core.event import KINDS as ALL_KINDS
from tieout.reconcile.registers.facts import KINDS
from tieout.reconcile.registers.moved import REGISTERS, Fact


def test_a_revision_replaces_what_its_fact_said() -> None:
    facts = book()
    tell(facts, invoice("I1", "100.00"))
    assert sums(tell(facts, invoice("I1", "80.00"))) == {"accounts_receivable(USD) I1": -20_00}
    balance = facts.book.balance(parsed_key("accounts_receivable(USD)"), "I1")
    assert (balance.units, balance.home) == (80 * 10**8, 80_00)


def test_money_applied_stays_applied_when_the_invoice_is_revised() -> None:
    facts = book()
    tell(facts, payment("P1", "100.00", order="O1"))
    tell(facts, invoice("I1", "80.00", order="O1"))
    assert sums(tell(facts, invoice("I1", "50.00", order="O1"))) == {"accounts_receivable(USD) I1": -30_00}


def test_what_an_approved_act_took_back_is_open_again() -> None:
    facts = book()
    tell(facts, invoice("I1", "100.00"))
    moves = tell(facts, payment("P1", "100.00", invoice="I1"))
    assert sums(facts.take_back(Fact("payment_captured", "erp", "P1"), moves)) == {
        "clearing(stripe,USD) P1": -100_00,
        "accounts_receivable(USD) I1": 100_00,
    }


def test_a_revision_takes_back_what_an_approved_act_left_and_no_more() -> None:
    facts = book()
    moves = tell(facts, invoice("I1", "100.00"))
    facts.take_back(Fact("invoice_issued", "erp", "I1"), moves)
    assert sums(tell(facts, invoice("I1", "80.00"))) == {"accounts_receivable(USD) I1": 80_00}


@pytest.mark.parametrize(
    ("register", "qualifier", "moved"),
    [
        ("accounts_receivable", "", {"accounts_receivable(USD) X": 75_00}),
        ("clearing", "stripe", {"clearing(stripe,USD) X": 75_00}),
        ("customer_deposits", "", {"customer_deposits X of Ann": -75_00}),
        ("gift_cards", "", {"gift_cards X": -75_00}),
        ("store_credit", "", {"store_credit X": -75_00}),
        ("deferred_revenue", "", {"deferred_revenue X": -75_00}),
        ("sales_tax", "CA", {"sales_tax(CA) X": -75_00}),
        ("grni", "", {"grni X": -75_00}),
    ],
)
def test_an_opening_register_stands_in_its_own_direction(
    register: str, qualifier: str, moved: dict[str, int]
) -> None:
    line = {"reference": "X", "amount": "75.00", "party": "Ann"}
    event = said(
        "opening_register", "o", 1, register=register, qualifier=qualifier, currency="USD", lines=[line]
    )
    moves = tell(book(), event)
    assert sums(moves) == moved
    assert register == "clearing" or moves[0].party == "Ann"


def test_every_kind_told_is_on_the_closed_list_and_every_role_moved_has_a_register() -> None:
    assert set(ALL_KINDS) >= KINDS
    assert "clearing" in REGISTERS


def test_an_act_gives_a_converted_item_back_in_its_own_money_to_the_unit() -> None:
    """15.35 of 91.20 EUR came to 16.75 USD, which at the rate of the whole would be 15.3497 EUR."""
    facts = book(("EUR", 1, "1.0912"))
    tell(facts, invoice("I1", "91.20", currency="EUR"))
    given_up = said(
        "write_off_approved", "W1", 6, customer="Ann", invoice="I1", currency="EUR", amount="15.35",
        approved_by="kim",
    )  # fmt: skip
    of_the_document = [one._replace(units=one.minor * CENT) for one in tell(facts, given_up)]
    facts.take_back(Fact("write_off_approved", "erp", "W1"), of_the_document)
    balance = facts.book.balance(parsed_key("accounts_receivable(USD)"), "I1")
    assert (balance.units, balance.home) == (91_20 * CENT, 99_52)


def test_an_act_gives_a_converted_deposit_back_in_its_own_money_though_it_left_at_another_rate() -> None:
    """100 EUR at 1.10 pay an invoice at 1.20: its journal says 120.00, the deposit is 100 EUR again."""
    facts = book(("EUR", 1, "1.10"), ("EUR", 5, "1.20"))
    tell(facts, payment("P1", "100.00", order="O1", currency="EUR"))
    used, _ = tell(facts, invoice("I1", "100.00", 6, order="O1", currency="EUR"))[1:]
    journal = used._replace(carried=120_00, units=120_00 * CENT, value=120_00 * CENT)
    facts.take_back(Fact("invoice_issued", "erp", "I1"), [journal], lasting=True)
    balance = facts.book.balance(parsed_key("customer_deposits"), "O1 of Ann in EUR")
    assert (balance.units, balance.home) == (-100_00 * CENT, -120_00)
