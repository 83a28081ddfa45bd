"""The tie-out as a whole: what is held stands beside what is expected, and reversals keep both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.reconcile.two_books import (
    a_document,
    a_held_entry,
    compared,
    in_ledger,
    march,
    quickbooks_books,
)
from tieout.core.crossing import State
from tieout.reconcile.ledger import DocumentKey

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


def test_a_copy_whose_note_the_ledger_does_not_show_is_found_by_asking_for_its_mark() -> None:
    """Only what is strange is asked for: not what bears a mark, nor what answers told us is ours."""
    known = a_document(2, {"12": 70_00, "21": -70_00}, day=march(4))
    copy = in_ledger(RECEIPT, "900", mark=False)
    ledger = [*in_ledger(RECEIPT), *in_ledger(known, mark=False), *copy]
    asked: list[DocumentKey] = []

    def marks(keys: Sequence[DocumentKey]) -> dict[DocumentKey, str]:
        asked.extend(keys)
        return {("JournalEntry", "900"): RECEIPT.document}

    told = frozenset({("JournalEntry", known.outside_id)})
    books = replace(quickbooks_books(ledger), marks=marks, known=told)
    result = compared([RECEIPT, known], ledger, books=books)
    assert asked == [("JournalEntry", "900")]
    found = {(one.reason, one.account, one.minor) for row in result.rows for one in row.differences}
    assert found == {("duplicated", "12", 120_00), ("duplicated", "21", -120_00)}


def test_nothing_strange_asks_quickbooks_for_nothing() -> None:
    def marks(keys: Sequence[DocumentKey]) -> dict[DocumentKey, str]:
        raise AssertionError(keys)

    ledger = in_ledger(RECEIPT)
    assert compared([RECEIPT], ledger, books=replace(quickbooks_books(ledger), marks=marks)).tied


@pytest.mark.parametrize(("day", "count"), [(31, 2), (32, 0)])
def test_what_is_held_counts_through_the_last_day_compared(day: int, count: int) -> None:
    held = a_held_entry({"12": 8_00, "21": -8_00}, day=march(1) + timedelta(days=day - 1))
    result = compared([RECEIPT], in_ledger(RECEIPT), [held])
    assert len(result.held) == count
    assert {row.held for row in result.rows if row.account.outside_id == "13"} == {0}


@pytest.mark.parametrize(("why", "text"), [("no_tax", "entry held: no_tax"), ("", "entry held")])
def test_what_is_held_says_why_where_it_is_known(why: str, text: str) -> None:
    held = replace(a_held_entry({"12": 8_00, "21": -8_00}), why=why)
    assert {one.text for one in compared([RECEIPT], in_ledger(RECEIPT), [held]).held} == {text}
