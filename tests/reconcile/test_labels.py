"""Labels: what QuickBooks' reports call a document, as the entity it is."""

from __future__ import annotations

import pytest

from tieout.core.document import DOCUMENT_TYPES
from tieout.reconcile.labels import entity_of


@pytest.mark.parametrize(
    ("label", "entity"),
    [
        ("Journal Entry", "JournalEntry"),
        ("Refund", "RefundReceipt"),
        ("Bill Payment (Check)", "BillPayment"),
        ("Bill Payment (Cheque)", "BillPayment"),
        ("Credit Card Credit", "Purchase"),
        ("sales receipt", "SalesReceipt"),
        ("Payroll Check", "Payroll Check"),
    ],
)
def test_a_report_label_names_its_entity(label: str, entity: str) -> None:
    assert entity_of(label) == entity


def test_every_document_type_is_its_own_label() -> None:
    assert all(entity_of(type_) == type_ for type_ in DOCUMENT_TYPES)
