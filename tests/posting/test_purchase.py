"""Bills, credits and landed cost as drafts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.costing.floor import Floor
from tieout.core.draft import Draft
from tieout.core.event import BillApproved, LandedCostBilled, SupplierCredited
from tieout.core.event.purchase import QUICKBOOKS
from tieout.core.scaled import Amount
from tieout.posting.purchase import (
    bill_draft,
    credit_draft,
    is_same_there,
    landed_cost_draft,
    receipt_named,
    supplier_drafts,
)


def parts(draft: Draft) -> list[tuple[str, int]]:
    return [(part.name, part.value) for part in draft.parts if part.value]


@pytest.mark.covers("S002-12")
def test_a_bill_clears_its_receipts_exactly_and_states_costs_and_tax_apart() -> None:
    floor = Floor()
    event = floor.event(
        "2026-03-02 bill_approved B1: 9 of R1/2 for 33.333; cost shipping_cost 12; tax VAT 2.10"
    )
    assert isinstance(event, BillApproved)
    draft = bill_draft(event, floor.master)
    assert parts(draft) == [
        ("billed_receipts", 3333),
        ("billed_cost", 1200),
        ("recoverable_tax", 210),
        ("payable", 4743),
    ]
    assert (draft.parts[0].reference, draft.parts[0].exact) == ("R1/2", 3_333_300_000)
    assert draft.number == "B1"


def test_a_credit_is_the_mirror_of_a_bill() -> None:
    floor = Floor()
    event = floor.event("2026-03-02 supplier_credited C1: 9 of R1 for 33")
    assert isinstance(event, SupplierCredited)
    draft = credit_draft(event, floor.master)
    assert (draft.on, parts(draft)) == ("supplier_credited", [("billed_receipts", 3300), ("payable", 3300)])


def test_a_bill_read_is_the_same_there_while_only_its_receipts_are_told_anew() -> None:
    stated = Floor().event("2026-03-02 bill_approved B1: 9 of R1 for 33")
    assert isinstance(stated, BillApproved)
    read = replace(stated, source=QUICKBOOKS)
    [goods] = read.lines
    half = replace(goods, amount=Amount(goods.amount // 2), receipt="R2")
    assert is_same_there(read, replace(read, revision=1, lines=[half, replace(half, line="2", receipt="")]))
    assert not is_same_there(read, replace(read, lines=[replace(goods, receipt="", account="77")]))
    assert not is_same_there(read, replace(read, total=Amount(read.total + 1)))
    assert not is_same_there(read, replace(read, date=date(2026, 3, 3)))
    assert not is_same_there(read, replace(read, withdrawn=True))
    assert not is_same_there(stated, stated)


def test_goods_booked_to_another_account_stand_there_and_are_moved_by_a_journal_of_their_own() -> None:
    floor = Floor()
    stated = floor.event("2026-03-02 bill_approved B1: 9 of R1 for 33")
    assert isinstance(stated, BillApproved)
    [goods] = stated.lines
    stamps = replace(goods, line="2", receipt="", receipt_line="", quantity=None, account="78")
    event = replace(stated, lines=[replace(goods, account="77"), stamps], total=Amount(2 * goods.amount))
    made, corrected = supplier_drafts(event, floor.master)
    assert parts(made) == [("billed_cost", 3300), ("billed_cost", 3300), ("payable", 6600)]
    assert [str(part.account) for part in made.parts[:2]] == ["other_account(77)", "other_account(78)"]
    assert (corrected.when, parts(corrected)) == (
        "corrected",
        [("billed_receipts", 3300), ("corrected", 3300)],
    )
    assert corrected.parts[0].reference == "R1/1"
    assert str(corrected.parts[1].account) == "other_account(77)"
    assert supplier_drafts(replace(event, withdrawn=True), floor.master) == []


def test_what_names_no_receipt_is_told_apart_by_its_id_in_quickbooks() -> None:
    floor = Floor()
    stated = floor.event("2026-03-02 bill_approved B1: 9 of R1 for 33")
    assert isinstance(stated, BillApproved)
    loose = replace(stated.lines[0], receipt="", receipt_line="")
    assert receipt_named(stated, loose) == "bill B1"
    assert (
        receipt_named(replace(stated, source="quickbooks", id="145"), loose) == "bill B1 of QuickBooks 145"
    )


def test_landed_cost_waits_in_clearing_in_whole_cents() -> None:
    floor = Floor()
    event = floor.event("2026-03-02 landed_cost_billed F1: 33.335 for R1, R2")
    assert isinstance(event, LandedCostBilled)
    draft = landed_cost_draft(event, floor.master)
    assert parts(draft) == [("billed_cost", 3334)]
    assert draft.memo == "landed cost of R1, R2"
