"""QuickBooks' ledger as documents: gathered by entity and id, our mark found in any memo."""

from __future__ import annotations

from dataclasses import replace

from tests.reconcile.two_books import a_document, in_ledger, march
from tieout.core.ids import document_id
from tieout.reconcile.ledger import gathered, mark_in

ID = document_id("demo", "k", 0)


def test_a_mark_is_found_anywhere_in_a_memo() -> None:
    assert mark_in(f"Goods of March\ntieout:{ID}") == ID
    assert mark_in(f"tieout:{ID} copied by Ann") == ID
    assert mark_in(f"tieout:{ID}x") == ""
    assert mark_in("tieout: see the manual") == ""
    assert mark_in("") == ""


def test_lines_are_gathered_by_entity_and_id_whatever_the_order() -> None:
    sale = replace(a_document(1, {"12": 5, "50": -5}), type="SalesReceipt", outside_id="9")
    journal = replace(a_document(2, {"12": 7, "21": -7}), outside_id="9")
    lines = [*in_ledger(journal), *in_ledger(sale), *in_ledger(journal)]
    found = gathered(lines, {"12", "21"})
    assert found["SalesReceipt", "9"].cells == {("12", march(10)): 5}
    assert found["JournalEntry", "9"].cells == {("12", march(10)): 14, ("21", march(10)): -14}
    assert found["JournalEntry", "9"].mark == journal.document
