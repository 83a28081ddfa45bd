"""Trace: the chain of a document's entries is the document, and nothing is lost on the way."""

from __future__ import annotations

import pytest

from tieout.core.account import AccountKey
from tieout.core.document import NAME_LISTS
from tieout.runtime.company import Company
from tieout.runtime.subjects import Subject
from tieout.runtime.trace import Chain, candidates, only, trace


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
