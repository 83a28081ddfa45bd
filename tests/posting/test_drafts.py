"""Drafts: each kind of event asks for its own."""

from __future__ import annotations

from datetime import date

from tests.costing.floor import Floor
from tests.posting.registers import Known, billed
from tieout.core.event import SalePaid
from tieout.core.lot import Part
from tieout.posting.drafts import cost_draft, document_drafts, sale_draft_of


def test_the_cost_of_an_event_is_a_draft_only_where_value_moved() -> None:
    floor = Floor()
    event = floor.event("2026-03-02 goods_received R1: 1 FLOUR at 1")
    assert cost_draft(event, (), floor.master) == []
    (draft,) = cost_draft(event, (Part("received", 5),), floor.master, "cost")
    assert (draft.on, draft.when, draft.cost, draft.day) == ("goods_received", "cost", True, event.date)


def test_documents_by_kind() -> None:
    floor = Floor()
    known = Known(bills={"I1": billed("I1", 5000)})
    for statement, whens in (
        ("bill_approved B1: 1 of R1 for 5", [""]),
        ("landed_cost_billed F1: 5 for R1", [""]),
        ("payment_captured P1 of order O1: 5 by stripe", ["deposit"]),
        ("refund_issued C1 of invoice I1: 1 FLOUR for 5; by stripe", ["invoice", "invoice money"]),
        ("gift_card_expired G: 5", [""]),
    ):
        drafts = document_drafts(floor.event(f"2026-03-02 {statement}"), floor.master, known)
        assert [draft.when for draft in drafts] == whens
        assert [draft.number for draft in drafts[1:]] == ["" for _ in drafts[1:]]


def test_a_sale_that_waited_is_paid_from_its_deposit() -> None:
    floor = Floor()
    event = floor.event("2026-03-02 sale_paid W1 of order O1: 1 FLOUR for 5; by stripe 5")
    assert isinstance(event, SalePaid)
    for waited, name in ((True, "deposit_tender"), (False, "tendered")):
        draft = sale_draft_of(event, floor.master, date(2026, 3, 4), waited=waited)
        assert draft.parts[-1].name == name
