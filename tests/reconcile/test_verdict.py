"""The verdict: tied out or not, and the first day and document that broke it."""

from __future__ import annotations

import pytest

from tests.reconcile.two_books import ACCOUNTS, OPENING, a_document, compared, in_ledger, march, of_others
from tieout.core.crossing import State
from tieout.core.difference import Difference
from tieout.core.errors import ProgrammerError
from tieout.reconcile.verdict import AccountRow, named

RECEIPT = a_document(1, {"12": 120_00, "21": -120_00}, day=march(3))


def test_equal_books_are_tied_out() -> None:
    result = compared([RECEIPT], in_ledger(RECEIPT))
    assert result.tied
    assert result.line() == "TIED OUT: unexplained difference 0.00 in 6 accounts"


def test_documents_of_others_break_owned_accounts_only_and_are_listed_on_all() -> None:
    shared = compared([], of_others("8", {"11": 40_00}))
    observed = compared([], of_others("8", {"90": 40_00}))
    owned = compared([], of_others("8", {"12": 40_00}))
    assert shared.tied
    assert [(one.quickbooks, one.minor) for row in shared.rows for one in row.differences] == [
        ("Bill 8", 40_00)
    ]
    assert observed.tied
    assert not owned.tied


def test_our_own_document_missing_on_a_shared_account_breaks_it() -> None:
    sale = a_document(2, {"11": 10_00, "50": -10_00})
    result = compared([sale], of_others("8", {"11": 10_00}, day=march(1)))
    row = next(row for row in result.rows if row.account.outside_id == "11")
    assert (row.difference, row.tied) == (0, False)
    assert row.first is not None
    assert row.first.document == sale.document


@pytest.mark.covers("S002-56", "S001-103", "S000-34")
def test_the_line_names_the_first_day_and_document() -> None:
    flying = a_document(2, {"12": 1, "21": -1}, day=march(9), state=State.SENT)
    result = compared([RECEIPT, flying], [])
    assert result.line() == (
        "NOT TIED OUT: 2 of 6 accounts differ, unexplained difference 0.00; "
        f"first on 2026-03-03: document {RECEIPT.document} (JournalEntry 101), deleted"
    )


def test_a_document_moved_in_time_breaks_the_tie_though_the_balances_agree_at_the_end() -> None:
    moved = in_ledger(a_document(1, {"12": 120_00, "21": -120_00}, day=march(4)))
    result = compared([RECEIPT], moved)
    assert [row.difference for row in result.rows] == [0] * 6
    assert not result.tied
    assert result.line().startswith(
        "NOT TIED OUT: 2 of 6 accounts differ (by 0.00 on earlier days or by documents only: "
        "the last balance agrees), unexplained difference 0.00; first on 2026-03-03: "
    )
    short = a_document(2, {"12": 5_00, "21": -5_00}, day=march(9))
    edited = in_ledger(a_document(2, {"12": 5_00, "50": -5_00}, day=march(9)))
    both = compared([RECEIPT, short], [*moved, *edited]).line()
    assert "3 of 6 accounts differ (1 of them on earlier days or by documents only" in both


def test_a_row_whose_differences_do_not_add_up_cannot_be() -> None:
    with pytest.raises(ProgrammerError, match="add up"):
        AccountRow(account=ACCOUNTS["12"], expected=0, quickbooks=1, held=0, differences=())


def test_a_difference_without_a_document_is_named_by_its_text() -> None:
    one = Difference(account="12", day=march(1), reason="unexplained", minor=1, text="nobody knows")
    assert named(one) == "unexplained, nobody knows"
    assert OPENING["12"] == 500_00


def test_what_others_entered_on_shared_accounts_is_listed_by_day() -> None:
    """Not what they entered on accounts that are only observed, nor what of ours is missing there."""
    sale = a_document(2, {"11": 10_00, "50": -10_00})
    ledger = [
        *of_others("9", {"11": 3_00}, day=march(20)),
        *of_others("8", {"11": 40_00, "90": -40_00}, day=march(5)),
    ]
    result = compared([sale], ledger)
    assert [(name, one.quickbooks, one.minor) for name, one in result.of_others] == [
        ("Accounts Receivable", "Bill 8", 40_00),
        ("Accounts Receivable", "Bill 9", 3_00),
    ]


def test_an_account_that_is_tied_is_not_where_the_tie_first_broke() -> None:
    """On the 2nd others entered on a shared account, which is theirs to do; the 9th broke an owned one."""
    ledger = [*of_others("8", {"11": 40_00}, day=march(2)), *of_others("9", {"12": 1_00}, day=march(9))]
    result = compared([], ledger)
    assert result.first is not None
    assert (result.first.day, result.first.quickbooks) == (march(9), "Bill 9")
    assert "1 of 6 accounts differs," in result.line()
    assert compared([], ledger[:1]).first is None
    shared = next(row for row in compared([], ledger[:1]).rows if row.account.outside_id == "11")
    assert shared.first is not None
    assert shared.first.quickbooks == "Bill 8"


def test_what_no_document_accounts_for_is_told_apart() -> None:
    rest = Difference(account="12", day=march(1), reason="unexplained", minor=7, text="nobody knows")
    other = Difference(account="12", day=march(1), reason="deleted", minor=-3, document="d", text="gone")
    row = AccountRow(account=ACCOUNTS["12"], expected=0, quickbooks=4, held=0, differences=(rest, other))
    assert (row.explained, row.unexplained) == (-3, 7)


@pytest.mark.parametrize(
    ("document", "quickbooks", "text"),
    [
        ("d1", "", "document d1, edited"),
        ("", "Bill 8", "Bill 8, edited"),
        ("d1", "Bill 8", "document d1 (Bill 8), edited"),
    ],
)
def test_a_difference_is_named_by_both_sides_it_has(document: str, quickbooks: str, text: str) -> None:
    one = Difference(
        account="12",
        day=march(1),
        reason="edited",
        minor=1,
        document=document,
        quickbooks=quickbooks,
        text="x",
    )
    assert named(one) == text
