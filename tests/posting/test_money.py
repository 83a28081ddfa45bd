"""Money as drafts: payments, payouts, disputes, cards, registers."""

from __future__ import annotations

from datetime import date

import pytest

from tests.costing.floor import Floor
from tests.posting.registers import Known, billed
from tieout.core.draft import Draft
from tieout.core.event import OpeningRegister, PaymentCaptured, PayoutSettled, event_of
from tieout.posting.money import money_drafts, payout_drafts, register_draft
from tieout.posting.payment import payment_drafts

OWED = "accounts_receivable(USD)"


def parts(draft: Draft) -> list[tuple[str, int]]:
    return [(part.name, part.value) for part in draft.parts if part.value]


def paid(words: str, known: Known) -> list[Draft]:
    floor = Floor()
    event = floor.event(f"2026-03-02 payment_captured {words}")
    assert isinstance(event, PaymentCaptured)
    return payment_drafts(event, floor.master, known)


@pytest.mark.covers("S001-45")
def test_money_for_an_order_not_billed_yet_is_a_deposit_under_the_order() -> None:
    (draft,) = paid("P1 of order O1: 30 by stripe", Known())
    assert (draft.when, parts(draft), draft.parts[0].reference) == ("deposit", [("paid", 3000)], "O1")


def test_a_payment_settles_its_invoice_as_far_as_that_is_open() -> None:
    known = Known({(OWED, "I1"): 2000}, {"I1": billed("I1", 5000)})
    draft, more = paid("P1 of invoice I1: 30 by stripe", known)
    assert (draft.when, draft.links) == ("invoice", (("document of I1", 2000),))
    assert parts(draft) == [("settled", 2000)]
    assert (more.when, parts(more), more.links) == ("beyond", [("paid", 1000)], ())


def test_fees_of_earlier_months_stand_in_their_own_month() -> None:
    floor = Floor()
    items = "charge c1 100 fee 3 on 2026-01-31; charge c2 50 fee 1.5 on 2026-02-01"
    event = floor.event(f"2026-02-02 payout_settled PO by stripe: {items}")
    assert isinstance(event, PayoutSettled)
    earlier, payout = payout_drafts(event, floor.master)
    assert (earlier.day, parts(earlier)) == (date(2026, 1, 31), [("payout_fee", 300)])
    assert parts(payout) == [("payout_net", 14550), ("payout_fee", 150), ("payout_gross", 14700)]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("chargeback_opened D by stripe: 80 fee 15", [("disputed", 8000), ("fee", 1500)]),
        ("chargeback_won D by stripe: 80", [("disputed", 8000)]),
        ("gift_card_sold G: 50 by stripe", [("paid", 5000)]),
        ("gift_card_expired G: 20", [("paid", 2000)]),
        ("gift_card_redeemed G of invoice I1: 20", [("settled", 2000)]),
        ("store_credit_issued C: 7", [("issued_credit", 700)]),
        ("store_credit_redeemed C of invoice I1: 7", [("settled", 700)]),
        ("write_off_approved I1: 9", [("written_off", 900)]),
    ],
)
def test_each_money_event_states_its_parts(statement: str, expected: list[tuple[str, int]]) -> None:
    floor = Floor()
    known = Known({(OWED, "I1"): 5000}, {"I1": billed("I1", 5000)})
    (draft,) = money_drafts(floor.event(f"2026-03-02 {statement}"), floor.master, known)
    assert parts(draft) == expected
    assert bool(draft.links) == ("I1" in statement)


@pytest.mark.parametrize(
    "statement", ["gift_card_redeemed G of invoice I1: 20", "write_off_approved I1: 20"]
)
def test_what_is_more_than_the_invoice_has_open_is_not_tied_to_it(statement: str) -> None:
    """QuickBooks refuses a tie of more than is open; the journal stands whole, a credit of the customer."""
    floor = Floor()
    event = floor.event(f"2026-03-02 {statement}")
    for left, links in ((1500, (("document of I1", 1500),)), (0, ()), (-300, ())):
        known = Known({(OWED, "I1"): left}, {"I1": billed("I1", 5000)})
        (draft,) = money_drafts(event, floor.master, known)
        assert (draft.parts[0].value, draft.links) == (2000, links)


def test_a_fact_that_moves_no_money_has_no_draft() -> None:
    assert money_drafts(object(), Floor().master, Known()) == []


def test_an_opening_register_of_open_receipts_is_exact() -> None:
    register = event_of(
        {
            "kind": "opening_register", "source": "erp", "id": "1", "date": "2026-03-01",
            "register": "grni", "currency": "USD", "lines": [{"reference": "GR-0", "amount": "33.333"}],
        }
    )  # fmt: skip
    assert isinstance(register, OpeningRegister)
    draft = register_draft(register, Floor().master)
    (part,) = draft.parts
    assert (draft.when, part.value, part.exact) == ("liability", 3333, 3_333_300_000)
