"""Reconciliation debt: how many differences stand, of which value, and for how long."""

from __future__ import annotations

from datetime import date

import pytest

from tests.reconcile.two_books import a_document, a_held_entry, compared, in_ledger, march
from tieout.core.crossing import State
from tieout.reconcile.debt import Debt, debts


@pytest.mark.covers("S000-47", "S000-48")
def test_the_debt_is_told_by_count_value_and_age() -> None:
    posted = a_document(1, {"12": 1_00, "21": -1_00})
    refused = a_document(2, {"12": 4_00, "50": 1_00, "21": -5_00}, state=State.REFUSED, day=march(4))
    blocked = a_document(3, {"12": 2_00, "21": -2_00}, state=State.BLOCKED, day=march(9))
    held = a_held_entry({"12": 8_00, "21": -8_00}, day=march(30))
    result = compared([posted, refused, blocked], in_ledger(posted), [held])
    assert debts(result, date(2026, 4, 3)) == [
        Debt(reason="held", count=1, minor=8_00, oldest=march(30), age_days=4),
        Debt(reason="refused", count=2, minor=7_00, oldest=march(4), age_days=30),
    ]
    assert debts(compared([posted], in_ledger(posted)), march(31)) == []
