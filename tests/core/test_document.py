"""Law 2 for documents, and what a list record may not carry."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from typing import Any

import pytest

from tieout.core.account import account_key
from tieout.core.document import DOCUMENT_TYPES, NAME_LISTS, NON_POSTING, Document, OrderLine
from tieout.core.entry import Line, Side
from tieout.core.ids import DocumentId

LINES = (
    Line(Side.DR, account_key("inventory_raw"), 100, 100),
    Line(Side.CR, account_key("grni"), 100, 100),
)


def _document(type_: Any, **fields: Any) -> Document:
    return Document(
        id=DocumentId("d1"), type=type_, key="k", sequence=0, day=date(2026, 3, 2), currency="USD", **fields
    )


@pytest.mark.parametrize("type_", sorted(set(DOCUMENT_TYPES) - NON_POSTING))
def test_a_posting_balances_or_is_not_built(type_: str) -> None:
    assert _document(type_, lines=LINES).lines == LINES
    with pytest.raises(ValueError, match=rf"document d1 \({type_}\) does not balance"):
        _document(type_, lines=LINES[:1])


@pytest.mark.parametrize("type_", sorted(NAME_LISTS))
def test_a_list_record_has_fields_and_no_lines(type_: str) -> None:
    fields = (("name", "Harbour Foods"),)
    assert _document(type_, fields=fields).fields == fields
    for wrong in ({}, {"fields": fields, "lines": LINES}):
        with pytest.raises(ValueError, match="is a list record: fields, no lines"):
            _document(type_, **wrong)


def test_a_purchase_order_has_ordered_lines_and_moves_no_account() -> None:
    ordered = (OrderLine("JAM: 10 at 2.00", 2000),)
    assert _document("PurchaseOrder", ordered=ordered).ordered == ordered
    for type_ in ("PurchaseOrder", "Bill"):
        with pytest.raises(ValueError, match="a purchase order has ordered lines, nothing else has"):
            _document(type_, ordered=ordered, lines=LINES)
    with pytest.raises(ValueError, match="a purchase order has ordered lines, nothing else has"):
        _document("PurchaseOrder")


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(ValueError, match="'Estimate' is not a document type"):
        _document("Estimate", lines=LINES)


def test_a_sealed_document_never_changes() -> None:
    document = _document("JournalEntry", lines=LINES)
    with pytest.raises(FrozenInstanceError):
        document.lines = ()  # type: ignore[misc]
