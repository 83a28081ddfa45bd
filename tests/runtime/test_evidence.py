"""Evidence: the text says what the document was made of, and a record of a list has none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import pytest

from tieout.connectors.quickbooks_online.target import QuickBooksOnline
from tieout.core.crosswalk import Outside
from tieout.core.errors import TerminalError
from tieout.runtime.company import Company
from tieout.runtime.evidence import attach_evidence, evidence
from tieout.storage.documents import documents_by_id

NOW = datetime(2026, 4, 1, tzinfo=UTC)


class Books:
    """A QuickBooks that must not be asked."""

    def attach(self, held: Outside, name: str, content: bytes) -> str:
        raise AssertionError((held, name, content))


def ids(company: Company, type_: str) -> list[str]:
    with company.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM document WHERE type = ? ORDER BY seq", (type_,))
        return [id_ for (id_,) in rows]


def test_rules_lines_and_records_stand_in_it(pantry: Company) -> None:
    with pantry.database.read() as connection:
        [key] = ids(pantry, "Invoice")
        document = documents_by_id(connection, [key])[key]  # type: ignore[index]
        text = evidence(connection, pantry.name, document)
        assert text == evidence(connection, pantry.name, document)
    assert text.startswith(f"Evidence of Invoice INV-1\ncompany pantry, document {key}, day ")
    assert "  Dr  accounts_receivable(USD)  60.00" in text
    assert "Record invoice_issued INV-1 of erp, revision" in text
    assert '"total": "60.00"' in text or '"total":"60.00"' in text


def test_a_record_of_a_list_has_none_of_its_own(pantry: Company) -> None:
    [customer] = ids(pantry, "Customer")
    with pytest.raises(TerminalError) as stopped:
        attach_evidence(pantry, cast("QuickBooksOnline", Books()), customer, "kim", NOW)
    assert stopped.value.problem.code == "evidence_unplaced"
