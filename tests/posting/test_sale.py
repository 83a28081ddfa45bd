"""Sales and refunds as drafts."""

from __future__ import annotations

from datetime import date

import pytest

from tests.costing.floor import Floor
from tieout.core.draft import Draft
from tieout.core.event import InvoiceIssued, SalePaid
from tieout.posting.sale import held_draft, invoice_draft, sale_draft

DAY = date(2026, 3, 9)


def parts(draft: Draft) -> list[tuple[str, int]]:
    return [(part.name, part.value) for part in draft.parts if part.value]


def sale(words: str) -> tuple[SalePaid, Floor]:
    floor = Floor()
    event = floor.event(f"2026-03-02 sale_paid W1 of order O1 in web: {words}")
    assert isinstance(event, SalePaid)
    return event, floor


@pytest.mark.covers("S001-40", "S001-42")
def test_an_invoice_states_price_and_discount_apart_and_its_lines_come_to_the_total() -> None:
    floor = Floor()
    words = "1 FLOUR for 3.335 less 1; 1 BREAD for 3.335; shipping 2; tax CA 0.555; total 8.23"
    event = floor.event(f"2026-03-02 invoice_issued I1 in web: {words}")
    assert isinstance(event, InvoiceIssued)
    draft = invoice_draft(event, floor.master, DAY)
    assert parts(draft) == [
        ("gross", 334),
        ("gross", 333),
        ("discount", 100),
        ("shipping", 200),
        ("tax", 56),
        ("receivable", 823),
    ]
    assert (draft.day, draft.due) == (DAY, date(2026, 3, 2))
    assert "recognised 2026-03-09" in draft.memo


def test_cents_a_source_itself_is_out_by_are_told_apart() -> None:
    event, floor = sale("1 FLOUR for 10; total 10.03; by stripe 10.03")
    assert ("source_rounding", 3) in parts(sale_draft(event, floor.master, DAY, held=False))


@pytest.mark.covers("S001-45")
def test_money_that_waited_for_its_goods_pays_as_a_deposit() -> None:
    event, floor = sale("1 FLOUR for 10; by gift_card 4; by stripe 6")
    held = held_draft(event, floor.master)
    assert held is not None
    assert parts(held) == [("paid", 600)]
    assert (held.when, held.day, held.parts[0].origin) == ("deposit", event.date, "O1")
    late = sale_draft(event, floor.master, DAY, held=True)
    assert parts(late)[-2:] == [("gift_card_tender", 400), ("deposit_tender", 600)]
    assert late.parts[-1].reference == "O1"
    at_once = sale_draft(event, floor.master, DAY, held=False)
    assert parts(at_once)[-1] == ("tendered", 600)


def test_a_sale_without_gateway_money_leaves_no_deposit() -> None:
    event, floor = sale("1 FLOUR for 4; by gift_card 4")
    assert held_draft(event, floor.master) is None
