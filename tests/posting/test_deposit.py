"""Deposits: what was paid before the sale pays it, as far as both go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.costing.floor import Floor
from tests.posting.registers import Known, billed
from tieout.core.draft import Draft
from tieout.core.event import InvoiceIssued
from tieout.posting.deposit import NOTHING, deposit_draft
from tieout.posting.sale import invoice_draft

OWED = "accounts_receivable(USD)"
HELD = "customer_deposits"


def applied(words: str, known: Known, kept: Mapping[str, int] = NOTHING) -> Draft | None:
    floor = Floor()
    event = floor.event(f"2026-03-02 invoice_issued {words}")
    assert isinstance(event, InvoiceIssued)
    return deposit_draft(event, invoice_draft(event, floor.master, event.date), "d1", known, kept)


def test_a_deposit_pays_no_more_than_the_invoice_is_open_with() -> None:
    known = Known({(OWED, "I1"): 20_00, (HELD, "O1 of Bob"): -30_00}, {"I1": billed("I1", 20_00)})
    draft = applied("I1 of order O1: 1 BREAD for 20", known)
    assert draft is not None
    assert (draft.parts[0].value, draft.parts[0].origin, draft.links) == (20_00, "O1", (("d1", 20_00),))


def test_money_for_the_order_goes_before_money_for_the_invoice() -> None:
    held = {(HELD, "O1 of Bob"): -5_00, (HELD, "I1 of Bob"): -30_00}
    draft = applied("I1 of order O1: 1 BREAD for 20", Known({(OWED, "I1"): 20_00, **held}))
    assert draft is not None
    assert [(part.origin, part.value) for part in draft.parts] == [("O1", 5_00), ("I1", 15_00)]


def test_money_that_is_kept_for_a_sale_pays_no_invoice() -> None:
    known = Known({(OWED, "I1"): 20_00, (HELD, "O1 of Bob"): -30_00})
    draft = applied("I1 of order O1: 1 BREAD for 20", known, {"O1 of Bob": 25_00 * 10**6})
    assert draft is not None
    assert [part.value for part in draft.parts] == [5_00]
    assert applied("I1 of order O1: 1 BREAD for 20", known, {"O1 of Bob": 31_00 * 10**6}) is None


def test_the_money_of_another_customer_or_currency_stays_held() -> None:
    held = {(HELD, "O1 of Ann"): -5_00, (HELD, "O1 of Bob in EUR"): -5_00, (HELD, "O1"): -5_00}
    known = Known({(OWED, "I1"): 20_00, **held})
    assert applied("I1 of order O1: 1 BREAD for 20", known) is None


def test_a_converted_invoice_takes_the_deposit_at_its_own_rate_the_last_of_it_the_rest() -> None:
    unit = 10**8
    bill = replace(billed("I1", 33_37, "EUR"), original=33 * unit)
    known = Known(
        open={(OWED, "I1"): 33_37},
        bills={"I1": bill},
        originals={
            (OWED, "I1"): 33 * unit,
            (HELD, "O1 of Bob in EUR"): -10 * unit,
            (HELD, "I1 of Bob in EUR"): -40 * unit,
        },
    )
    draft = applied("I1 of order O1 in EUR at 1.0112: 1 BREAD for 33", known)
    assert draft is not None
    assert [part.value for part in draft.parts] == [10_11, 33_37 - 10_11]
    assert [part.original for part in draft.parts] == [10 * unit, 23 * unit]
