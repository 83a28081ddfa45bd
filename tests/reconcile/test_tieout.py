"""The tie-out as a whole: what is held stands beside what is expected, and reversals keep both sides."""

from __future__ import annotations

import pytest

from tests.reconcile.two_books import a_document, a_held_entry, compared, in_ledger, march
from tieout.core.crossing import State

RECEIPT = a_document(1, {"12": 120_00, "21": -120_00}, day=march(3))


@pytest.mark.covers("S000-47")
def test_held_entries_stand_beside_expected_and_do_not_change_the_difference() -> None:
    held = a_held_entry({"12": 8_00, "21": -8_00})
    result = compared([RECEIPT], in_ledger(RECEIPT), [held])
    row = next(row for row in result.rows if row.account.outside_id == "12")
    assert (row.expected, row.difference, row.held) == (620_00, 0, 8_00)
    assert [(one.document, one.reason, one.minor) for one in result.held] == [
        ("e1", "held", -8_00),
        ("e1", "held", 8_00),
    ]
    assert "account_not_mapped" in result.held[0].text


def test_a_reversed_document_stays_expected_beside_its_reversal() -> None:
    reversed_ = a_document(2, {"12": 5, "21": -5}, state=State.REVERSED)
    reversal = a_document(3, {"12": -5, "21": 5})
    assert compared([reversed_, reversal], [*in_ledger(reversed_), *in_ledger(reversal)]).tied
    assert not compared([reversed_, reversal], in_ledger(reversal)).tied
