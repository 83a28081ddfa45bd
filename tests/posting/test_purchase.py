"""Bills, credits and landed cost as drafts."""

from __future__ import annotations

import pytest

from tests.costing.floor import Floor
from tieout.core.draft import Draft
from tieout.core.event import BillApproved, LandedCostBilled, SupplierCredited
from tieout.posting.purchase import bill_draft, credit_draft, landed_cost_draft


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


def test_landed_cost_waits_in_clearing_in_whole_cents() -> None:
    floor = Floor()
    event = floor.event("2026-03-02 landed_cost_billed F1: 33.335 for R1, R2")
    assert isinstance(event, LandedCostBilled)
    draft = landed_cost_draft(event, floor.master)
    assert parts(draft) == [("billed_cost", 3334)]
    assert draft.memo == "landed cost of R1, R2"
