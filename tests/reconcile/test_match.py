"""Matching: each change made in QuickBooks is named with its document and its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reconcile.two_books import (
    ACCOUNTS,
    LABELS,
    WINDOW,
    a_document,
    balance_through,
    compared,
    expected_balance,
    in_ledger,
    ledger_of,
    lines,
    march,
    of_others,
    quickbooks_books,
    reasons,
    redated,
)
from tieout.core.crossing import State
from tieout.core.errors import ProgrammerError
from tieout.ports import LedgerLine
from tieout.reconcile.expected import ExpectedDocument, ExpectedLine

RECEIPT = a_document(1, {"12": 120_00, "21": -120_00}, number="R-1", party="Mill")
SALE = a_document(2, {"50": 30_00, "13": -30_00}, day=march(11), type_="SalesReceipt")


def found(ledger: list[LedgerLine], *documents: ExpectedDocument) -> set[tuple[str, str]]:
    return reasons(compared(documents or (RECEIPT, SALE), ledger))


def test_untouched_books_name_nothing() -> None:
    assert found(ledger_of([RECEIPT, SALE])) == set()


@pytest.mark.covers("S002-49", "S002-57", "S002-56")
def test_each_change_in_quickbooks_is_named_with_its_document() -> None:
    rest = in_ledger(SALE)
    doubled = replace(RECEIPT, lines=lines({"12": 240_00, "21": -240_00}))
    elsewhere = replace(RECEIPT, lines=lines({"13": 120_00, "21": -120_00}))
    zero = replace(RECEIPT, lines=lines({"12": 0, "21": 0}))
    assert found([*in_ledger(doubled), *rest]) == {(RECEIPT.document, "edited")}
    assert found([*in_ledger(elsewhere), *rest]) == {(RECEIPT.document, "edited")}
    assert found([*in_ledger(zero), *rest]) == {(RECEIPT.document, "voided")}
    assert found(rest) == {(RECEIPT.document, "deleted")}
    later = redated(RECEIPT, march(20))
    assert found([*in_ledger(later), *rest]) == {(RECEIPT.document, "moved_in_time")}


def test_a_document_that_others_entered_differs_in_one_way_only_it_was_read_otherwise() -> None:
    bill = replace(RECEIPT, read=True)
    gone, moved = compared([bill], []), compared([bill], in_ledger(redated(bill, march(20))))
    assert reasons(gone) == reasons(moved) == {(bill.document, "not_as_read")}
    [text] = {one.text for row in moved.rows for one in row.differences}
    assert text == f"it stands on 2026-03-20 there and is booked here on {bill.day}"


def test_an_amount_moved_to_an_account_nobody_mapped_is_an_edit_of_the_rest() -> None:
    ledger = [replace(line, account="77") if line.account == "12" else line for line in in_ledger(RECEIPT)]
    result = compared([RECEIPT], ledger)
    assert [(one.account, one.minor) for row in result.rows for one in row.differences] == [("12", -120_00)]


def test_change_data_capture_tells_a_void_from_a_deletion() -> None:
    books = replace(quickbooks_books([]), gone={("JournalEntry", RECEIPT.outside_id): "voided"})
    assert reasons(compared([RECEIPT], [], books=books)) == {(RECEIPT.document, "voided")}


def test_a_copy_is_a_duplicate_by_mark_or_by_number_day_party_and_amounts() -> None:
    by_mark = [*in_ledger(RECEIPT), *in_ledger(redated(RECEIPT, march(30)), "900")]
    by_number = [*in_ledger(RECEIPT), *in_ledger(RECEIPT, "901", mark=False)]
    other_party = [*in_ledger(RECEIPT), *in_ledger(replace(RECEIPT, party="Farm"), "902", mark=False)]
    assert found(by_mark, RECEIPT) == {(RECEIPT.document, "duplicated")}
    assert found(by_number, RECEIPT) == {(RECEIPT.document, "duplicated")}
    assert found(other_party, RECEIPT) == {("JournalEntry 902", "made_by_others")}


def test_a_document_on_its_way_is_found_by_its_mark_else_it_is_in_flight_or_refused() -> None:
    uncertain = a_document(3, {"12": 5_00, "21": -5_00}, state=State.UNCERTAIN)
    refused = a_document(4, {"12": 6_00, "21": -6_00}, state=State.REFUSED)
    assert found(in_ledger(uncertain, "55"), uncertain) == set()
    assert found([], uncertain, refused) == {
        (uncertain.document, "in_flight"),
        (refused.document, "refused"),
    }


def test_a_document_given_up_is_not_expected_and_its_copy_in_quickbooks_is_named() -> None:
    given_up = a_document(5, {"12": 5_00, "21": -5_00}, state=State.WRITTEN_OFF)
    assert found([], given_up) == set()
    assert found(in_ledger(given_up, "77"), given_up) == {(given_up.document, "duplicated")}


def test_one_cent_of_a_foreign_document_is_rounding_and_of_a_home_document_an_edit() -> None:
    foreign = a_document(6, {"12": 5_00, "21": -5_00}, foreign=True)
    cent_more = replace(foreign, lines=lines({"12": 5_01, "21": -5_01}))
    assert found(in_ledger(cent_more), foreign) == {(foreign.document, "rounding")}
    assert found(in_ledger(cent_more), replace(foreign, foreign=False)) == {(foreign.document, "edited")}


PAYMENT = a_document(7, {"90": 20_00, "11": -20_01, "50": 1}, type_="Payment", foreign=True)
"""A foreign payment: bank, receivable, and a cent of exchange difference."""
AS_BOOKED = replace(PAYMENT, lines=lines({"90": 20_00, "11": -20_00}))


def test_quickbooks_own_cents_of_a_foreign_document_are_expected_once_they_are_confirmed() -> None:
    """Its ledger says what it makes of home amounts (accounting.md 2): so much is booked, and it ties."""
    result = compared([PAYMENT], in_ledger(AS_BOOKED))
    assert result.tied
    assert reasons(result) == set()
    told = {(str(one.account), one.minor) for one in result.confirmed}
    assert told == {("accounts_receivable", 1), ("cogs", -1)}
    receivable = next(row for row in result.rows if row.account.outside_id == "11")
    assert receivable.expected == receivable.quickbooks == 100_00 - 20_00


def test_what_was_confirmed_is_confirmed_once() -> None:
    """A cent that changes after that was changed by somebody."""
    kept = replace(AS_BOOKED, confirmed=True)
    assert compared([kept], in_ledger(AS_BOOKED)).tied
    later = compared([kept], in_ledger(PAYMENT))
    assert reasons(later) == {(PAYMENT.document, "rounding")}
    assert (later.confirmed, later.tied) == ((), False)


@pytest.mark.parametrize(
    "changed",
    [
        {"90": 20_00, "11": -20_00, "77": 0},
        {"90": 20_00, "11": -20_03, "50": 3},
        {"90": 20_00, "11": -20_02},
        {"90": 20_00, "11": -20_01, "12": 1},
    ],
    ids=["balances", "more than a cent of each line", "part on an account not compared", "stock"],
)
def test_only_cents_that_balance_on_accounts_that_are_compared_are_taken_over(
    changed: dict[str, int],
) -> None:
    ledger = [
        replace(line, account=account, minor=minor)
        for line, (account, minor) in zip(in_ledger(PAYMENT), changed.items(), strict=False)
        if minor
    ]
    result = compared([PAYMENT], ledger)
    assert bool(result.confirmed) is ("77" in changed)
    assert result.tied is ("77" in changed)


def test_cents_of_a_document_that_is_not_confirmed_are_no_confirmation() -> None:
    """QuickBooks may still be at it; the same document looks otherwise once it answered."""
    uncertain = replace(PAYMENT, state=State.UNCERTAIN, outside_id="")
    assert compared([uncertain], in_ledger(AS_BOOKED, "107")).confirmed == ()


def test_what_nobody_changed_is_a_difference_of_method_and_no_edit() -> None:
    """QuickBooks is asked about a document only where its ledger says otherwise."""
    dearer = in_ledger(replace(RECEIPT, lines=lines({"12": 121_00, "21": -121_00})))
    asked: list[tuple[tuple[str, str], str]] = []

    def as_sent(key: tuple[str, str], document: str) -> bool:
        asked.append((key, document))
        return True

    books = replace(quickbooks_books([*dearer, *in_ledger(SALE)]), as_sent=as_sent)
    result = compared([RECEIPT, SALE], list(books.lines), books=books)
    assert reasons(result) == {(RECEIPT.document, "method_difference")}
    assert not result.tied
    assert asked == [(("JournalEntry", RECEIPT.outside_id), RECEIPT.document)]


def test_a_document_moved_out_of_the_window_is_moved_not_deleted() -> None:
    april = in_ledger(redated(RECEIPT, date(2026, 4, 2)))
    february = in_ledger(redated(RECEIPT, WINDOW.baseline))
    assert found(april, RECEIPT) == {(RECEIPT.document, "moved_in_time")}
    assert found(february, RECEIPT) == {(RECEIPT.document, "moved_in_time")}
    assert compared([RECEIPT], february).unexplained == 0


def test_an_older_document_moved_into_the_window_is_ours_and_not_of_others() -> None:
    old = redated(RECEIPT, date(2026, 2, 10))
    moved = in_ledger(RECEIPT)
    books = quickbooks_books(moved)
    before = {**books.opening, "12": books.opening["12"] - 120_00, "21": books.opening["21"] + 120_00}
    after = {**books.closing, "12": books.closing["12"] - 120_00, "21": books.closing["21"] + 120_00}
    result = compared([old], moved, books=replace(books, opening=before, closing=after))
    assert reasons(result) == {(old.document, "moved_in_time")}
    assert result.unexplained == 0


def test_absence_says_nothing_about_days_the_ledger_was_not_read_for() -> None:
    old = redated(RECEIPT, date(2025, 12, 10))
    assert found([], old) == set()


def test_a_document_on_an_account_that_is_not_compared_is_a_bug_of_ours() -> None:
    stray = replace(RECEIPT, lines=(ExpectedLine(RECEIPT.lines[0].account, "404", 0),))
    with pytest.raises(ProgrammerError, match="404"):
        compared([stray], [])


def test_a_transaction_of_others_that_cancels_out_on_an_owned_account_is_still_named() -> None:
    ledger = [*of_others("8", {"12": 3_00}), *of_others("8", {"12": -3_00})]
    result = compared([], ledger)
    assert reasons(result) == {("Bill 8", "made_by_others")}
    assert not result.tied


MUTATIONS = (
    "nothing",
    "edit amount",
    "edit account",
    "delete",
    "void",
    "copy with mark",
    "copy with number",
    "redate",
    "redate and edit",
)
NAMED = {
    "edit amount": "edited",
    "edit account": "edited",
    "delete": "deleted",
    "void": "voided",
    "copy with mark": "duplicated",
    "copy with number": "duplicated",
    "redate": "moved_in_time",
    "redate and edit": "edited",
}
POSTED = ("11", "12", "13", "21", "50")


@st.composite
def documents(draw: st.DrawFn) -> list[ExpectedDocument]:
    """A few confirmed documents; each has distinct accounts, so no cell comes to zero."""
    made = []
    for place in range(draw(st.integers(0, 6))):
        accounts = draw(st.lists(st.sampled_from(POSTED), min_size=2, max_size=4, unique=True))
        minors = [draw(st.integers(1, 10**9)) for _ in accounts[1:]]
        amounts = dict(zip(accounts, [*minors, -sum(minors)], strict=True))
        type_ = draw(st.sampled_from(["Invoice", "Bill", *LABELS]))
        day = march(draw(st.integers(1, 31)))
        made.append(a_document(place, amounts, day=day, type_=type_, number=f"N{place}", party="Mill"))
    return made


def mutated(document: ExpectedDocument, mutation: str, day: date) -> list[LedgerLine]:
    """What QuickBooks holds after someone did `mutation` to a document."""
    amounts = {line.outside_account: line.minor for line in document.lines}
    doubled = replace(document, lines=lines({account: 2 * minor for account, minor in amounts.items()}))
    if mutation == "edit amount":
        return in_ledger(doubled)
    if mutation == "edit account":
        account, minor = next(iter(amounts.items()))
        rest = {key: value for key, value in amounts.items() if key != account}
        other = next(key for key in (*POSTED, "90") if key not in amounts)
        return in_ledger(replace(document, lines=lines({**rest, other: minor})))
    if mutation == "delete":
        return []
    if mutation == "void":
        return in_ledger(replace(document, lines=lines(dict.fromkeys(amounts, 0))))
    if mutation.startswith("copy"):
        copy = in_ledger(document, f"9{document.outside_id}", mark=mutation.endswith("mark"))
        return [*in_ledger(document), *copy]
    if mutation == "redate":
        return in_ledger(redated(document, day))
    if mutation == "redate and edit":
        return in_ledger(redated(doubled, day))
    return in_ledger(document)


@pytest.mark.covers("S000-43", "S000-46")
@given(made=documents(), data=st.data())
def test_several_changes_at_once_are_each_named_and_every_cent_is_attributed(
    made: list[ExpectedDocument], data: st.DataObject
) -> None:
    ledger: list[LedgerLine] = []
    expected: set[tuple[str, str]] = set()
    for one in made:
        mutation = data.draw(st.sampled_from(MUTATIONS))
        day = data.draw(st.dates(date(2026, 2, 2), date(2026, 4, 29)))
        day += timedelta(days=day == one.day)
        ledger += mutated(one, mutation, day)
        if mutation in NAMED:
            expected.add((one.document, NAMED[mutation]))
    for place in range(data.draw(st.integers(0, 3))):
        account = data.draw(st.sampled_from(POSTED))
        foreign = of_others(f"F{place}", {account: data.draw(st.integers(1, 10**6)), "77": -1})
        ledger += foreign
        expected.add((f"Bill F{place}", "made_by_others"))
    result = compared(made, data.draw(st.permutations(ledger)))
    assert reasons(result) == expected
    assert result.unexplained == 0
    actual = balance_through(ledger, WINDOW.through)
    for row in result.rows:
        account = row.account.outside_id
        assert row.difference == actual.get(account, 0) - expected_balance(made, account)
        assert row.difference == row.explained == sum(one.minor for one in row.differences)
        daily = list(result.balances.daily(account))
        assert daily[-1].difference == row.difference
        if row.differences and any(one.minor for one in row.differences):
            assert min(one.day for one in row.differences) == row.differences[0].day
    assert {row.account.outside_id for row in result.rows} == set(ACCOUNTS)


@given(made=documents())
def test_without_a_change_nothing_is_named_and_the_books_are_tied(made: list[ExpectedDocument]) -> None:
    result = compared(made, ledger_of(made))
    assert result.tied
    assert reasons(result) == set()


@pytest.mark.parametrize(
    ("day", "named"),
    [
        (WINDOW.baseline, {("", "unexplained")}),
        (march(1), {("Bill 8", "made_by_others")}),
        (march(31), {("Bill 8", "made_by_others")}),
        (date(2026, 4, 1), set()),
    ],
)
def test_what_others_entered_counts_after_the_first_day_and_through_the_last(
    day: date, named: set[tuple[str, str]]
) -> None:
    """What is dated on the day of the opening balance changes what that was proven to be."""
    assert reasons(compared([], of_others("8", {"12": 40_00}, day=day))) == named


@pytest.mark.parametrize(("day", "named"), [(march(31), True), (date(2026, 4, 1), False)])
def test_what_is_missing_counts_through_the_last_day(day: date, named: bool) -> None:
    last = redated(RECEIPT, day)
    assert found([], last) == ({(last.document, "deleted")} if named else set())


def test_cents_of_the_last_day_are_confirmed_and_those_after_it_wait() -> None:
    last = redated(PAYMENT, march(31))
    result = compared([last], in_ledger(redated(AS_BOOKED, march(31))))
    assert (result.tied, len(result.confirmed)) == (True, 2)
    after = redated(PAYMENT, date(2026, 4, 1))
    result = compared([after], in_ledger(redated(AS_BOOKED, date(2026, 4, 1))))
    assert (result.tied, result.confirmed) == (True, ())


def test_what_the_ledger_lacks_and_quickbooks_still_holds_was_voided() -> None:
    held = {("JournalEntry", RECEIPT.outside_id): RECEIPT.document}
    books = replace(
        quickbooks_books([]), marks=lambda keys: {key: held[key] for key in keys if key in held}
    )
    assert reasons(compared([RECEIPT], [], books=books)) == {(RECEIPT.document, "voided")}
    told = replace(books, gone={("JournalEntry", RECEIPT.outside_id): "deleted"})
    assert reasons(compared([RECEIPT], [], books=told)) == {(RECEIPT.document, "deleted")}


def test_a_mark_on_a_transaction_of_another_type_is_not_the_document() -> None:
    uncertain = a_document(3, {"12": 5_00, "21": -5_00}, state=State.UNCERTAIN)
    bill = in_ledger(replace(uncertain, type="Bill"), "55")
    assert found(bill, uncertain) == {(uncertain.document, "in_flight"), (uncertain.document, "duplicated")}


def test_a_copy_that_names_nobody_or_of_a_document_that_names_nobody_is_a_copy() -> None:
    nobody = replace(RECEIPT, party="")
    for ours, copied in ((RECEIPT, nobody), (nobody, RECEIPT)):
        ledger = [*in_ledger(ours), *in_ledger(copied, "901", mark=False)]
        assert found(ledger, ours) == {(ours.document, "duplicated")}
