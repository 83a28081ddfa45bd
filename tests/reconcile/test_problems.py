"""Problems of a tie-out: one per document, each with its advice, none for documents of others."""

from __future__ import annotations

from typing import get_args

import pytest

from tests.reconcile.two_books import a_document, compared, in_ledger, march, of_others, redated
from tieout.core.difference import Reason
from tieout.reconcile.problems import ADVICE, problems

RECEIPT = a_document(1, {"12": 120_00, "21": -120_00}, day=march(3))


def test_every_reason_has_its_advice() -> None:
    assert set(ADVICE) == set(get_args(Reason))


@pytest.mark.covers("S002-56")
def test_one_problem_per_document_in_order_of_day() -> None:
    found = problems(compared([RECEIPT], of_others("8", {"12": 1, "11": 5}, day=march(2))))
    assert [one.code for one in found] == ["tie_out_made_by_others", "tie_out_deleted"]
    assert found[0].what == "Bill 8 makes QuickBooks differ by 0.01 USD on Raw materials (2026-03-02)."
    assert found[1].what == (
        "JournalEntry 101 makes QuickBooks differ by -120.00 USD on Raw materials (2026-03-03), "
        "120.00 USD on Goods received, not invoiced (2026-03-03)."
    )
    assert found[1].where.subject == RECEIPT.document
    assert found[1].owner == "controller"
    assert "cases restore" in found[1].next_step


def test_documents_of_others_on_shared_accounts_are_no_problem() -> None:
    assert problems(compared([], of_others("8", {"11": 5}))) == []


def test_unexplained_amounts_of_two_accounts_are_two_problems_and_do_not_cancel_out() -> None:
    earlier = of_others("8", {"12": 9, "21": -9}, day=march(1).replace(month=2))
    result = compared([RECEIPT], [*in_ledger(RECEIPT), *earlier])
    found = problems(result)
    assert result.unexplained == 18
    assert [one.code for one in found] == ["tie_out_unexplained"] * 2
    assert {one.where.subject for one in found} == {"12", "21"}


def test_a_moved_document_tells_both_days() -> None:
    (problem,) = problems(compared([RECEIPT], in_ledger(redated(RECEIPT, march(4)))))
    assert problem.code == "tie_out_moved_in_time"
    assert "(2026-03-03)" in problem.what
    assert "(2026-03-04)" in problem.what
