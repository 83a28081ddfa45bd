"""Trace: the chain of a document's entries is the document, and nothing is lost on the way."""

from __future__ import annotations

import pytest

from tieout.core.account import AccountKey
from tieout.core.document import NAME_LISTS
from tieout.core.lot import Part
from tieout.runtime.company import Company
from tieout.runtime.subjects import Subject
from tieout.runtime.trace import Chain, _cost, candidates, only, trace


def chain(company: Company, text: str) -> Chain:
    return trace(company, only(text, candidates(company, text)))


@pytest.mark.covers("S002-52")
def test_for_every_document_the_entries_of_its_chain_sum_to_its_lines(pantry: Company) -> None:
    with pantry.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT id, type FROM document").all()
    for id_, type_ in rows:
        told = trace(pantry, Subject("document", id_, document=id_))
        crossing = next(one for one in told.documents if one.document.id == id_)
        sums: dict[tuple[AccountKey, str], int] = {}
        for event in told.events:
            for entry in event.entries:
                if entry.document == id_:
                    for line in entry.lines:
                        key = (line.account, line.side.value)
                        sums[key] = sums.get(key, 0) + line.home
        lines: dict[tuple[AccountKey, str], int] = {}
        for line in crossing.document.lines:
            key = (line.account, line.side.value)
            lines[key] = lines.get(key, 0) + line.home
        assert sums == lines
        assert bool(lines) == (type_ not in NAME_LISTS)
        assert crossing.transitions


@pytest.mark.covers("S001-96")
def test_a_record_is_shown_as_it_was_said(pantry: Company) -> None:
    [bill] = chain(pantry, "B-1").events
    assert (bill.file, bill.line) == ("first.jsonl", 7)
    assert bill.raw["lines"] == [
        {"amount": "40.50", "line": "1", "quantity": "30", "receipt": "GR-1", "receipt_line": "1"}
    ]


def test_a_bill_leads_to_its_receipt(pantry: Company) -> None:
    assert [event.external_id for event in chain(pantry, "bill B-1").related] == ["GR-1"]


def test_a_payout_is_not_drawn_into_every_order_it_pays(pantry: Company) -> None:
    told = chain(pantry, "PO-1")
    assert [event.external_id for event in told.events] == ["PO-1"]
    assert told.related == ()


@pytest.mark.covers("S002-51", "S002-55")
def test_a_sale_leads_to_the_receipt_of_its_cost_and_a_receipt_to_what_became_of_it(
    pantry: Company,
) -> None:
    """70 granola of 21 kg oats at 1.3333 and 12.01 of labour and overhead; the bill came to 1.35 a kilo.

    12 sold: 3.6 kg oats = 4.79988, labour 10.00 × 12 ÷ 70, overhead 2.01 × 12 ÷ 70; the bill comes later.
    """
    lines = {one.external_id: one for one in chain(pantry, "SO-1").cogs}
    sold = {leaf.kind: (leaf.name, leaf.value) for leaf in lines["SH-1"].leaves}
    assert sold["material"] == ("GR-1/1 lot OAT-A", 479988000)
    assert sold["labour"] == ("R-1 lot GRA-1", 171428571)
    assert sum(leaf.value for leaf in lines["SH-1"].leaves) == lines["SH-1"].minor * 10**6
    went = chain(pantry, "lot OAT-A").genealogy.destinations
    assert sum(one.value for one in went) == 40_50000000
    assert sum(one.units for one in went) == 30 * 10**6
    assert {one.account for one in went} >= {"inventory_raw", "inventory_finished", "cogs(granola)"}


def test_what_was_kept_with_a_run_is_apart_from_what_it_cost() -> None:
    """Parts as stored: of the kept ones the units count, of the others the value."""
    kept = [
        list(Part("labour", 5)),
        list(Part("expected_yield", 0, reference="G-2", item="GRANOLA", quantity=950_000)),
        list(Part("expected", 0, reference="G-2", item="OATS", quantity=10_526_316)),
    ]
    cost = _cost(0, kept, "")
    assert [name for name, _, _ in cost.parts] == ["labour"]
    assert (cost.bom, cost.expected_yield, cost.asked) == ("G-2", 950_000, (("OATS", 10_526_316),))
