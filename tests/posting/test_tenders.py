"""Tenders apart: the receipt is paid whole, and what it and its journal post is what the receipt posted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.core.account import parsed_key
from tieout.core.crosswalk import item_document
from tieout.core.document import Document, DocumentType
from tieout.core.entry import Line, Side
from tieout.core.ids import document_id
from tieout.core.prior_period import PriorPeriod
from tieout.posting.tenders import with_tenders_apart

DAY = date(2026, 3, 5)
REVENUE, CARD = parsed_key("revenue(shop)"), parsed_key("gift_cards")
STRIPE, DEPOSIT = parsed_key("clearing(stripe,USD)"), parsed_key("customer_deposits")


def receipt(*lines: Line, type_: DocumentType = "SalesReceipt") -> Document:
    products = [line.account for line in lines if line.account.role != "clearing"]
    return Document(
        id=document_id("acme", "sale", 0),
        type=type_,
        key="sale",
        sequence=0,
        day=DAY,
        currency="USD",
        number="SR-1",
        lines=lines,
        needs=tuple(item_document("acme", key) for key in dict.fromkeys(products)),
    )


def sums(*documents: Document) -> Counter[tuple[str, int]]:
    """What documents post, by account: in their currency and at home."""
    found: Counter[tuple[str, int]] = Counter()
    for document in documents:
        for line in document.lines:
            sign = 1 if line.side is Side.DR else -1
            found[str(line.account), 0] += sign * line.minor
            found[str(line.account), 1] += sign * line.home
    return Counter({key: value for key, value in found.items() if value})


SALE = receipt(
    Line(Side.DR, STRIPE, 18_00, 18_00),
    Line(Side.DR, CARD, 7_00, 7_00),
    Line(Side.DR, DEPOSIT, 15_00, 15_00, reference="SO-1"),
    Line(Side.CR, REVENUE, 40_00, 40_00),
)


def test_the_receipt_is_paid_whole_and_a_journal_takes_the_rest_from_where_its_money_went() -> None:
    whole, journal = with_tenders_apart("acme", [SALE])
    assert [(line.side.value, str(line.account), line.minor) for line in whole.lines] == [
        ("Cr", "revenue(shop)", 40_00),
        ("Dr", "clearing(stripe,USD)", 40_00),
    ]
    assert whole.needs == (item_document("acme", REVENUE),)
    assert (journal.type, journal.day, journal.needs) == ("JournalEntry", DAY, (SALE.id,))
    assert [(line.side.value, str(line.account), line.minor) for line in journal.lines] == [
        ("Dr", "gift_cards", 7_00),
        ("Dr", "customer_deposits", 15_00),
        ("Cr", "clearing(stripe,USD)", 22_00),
    ]
    assert journal.memo == "other tenders of SalesReceipt SR-1"
    assert sums(whole, journal) == sums(SALE)


def test_the_journal_is_as_late_as_its_receipt() -> None:
    late = PriorPeriod((date(2026, 2, 27),))
    documents = with_tenders_apart("acme", [replace(SALE, prior=late)])
    assert {document.prior for document in documents} == {late}


def test_a_refund_takes_money_for_all_of_it_and_the_journal_gives_it_back() -> None:
    turned = [line._replace(side=line.side.other()) for line in SALE.lines]
    whole, journal = with_tenders_apart("acme", [receipt(*turned, type_="RefundReceipt")])
    assert sums(whole, journal) == sums(receipt(*turned))
    assert {line.account.role for line in whole.lines} == {"revenue", "clearing"}


def test_without_money_the_total_passes_through_undeposited_funds() -> None:
    given_away = receipt(Line(Side.DR, CARD, 40_00, 40_00), Line(Side.CR, REVENUE, 40_00, 40_00))
    whole, journal = with_tenders_apart("acme", [given_away])
    assert ("undeposited", 0) not in sums(whole, journal)
    assert [str(line.account) for line in whole.lines] == ["revenue(shop)", "undeposited"]


@pytest.mark.parametrize("type_", ["Invoice", "JournalEntry"])
def test_what_is_no_receipt_or_was_paid_in_money_stays_as_it_is(type_: DocumentType) -> None:
    other = replace(SALE, type=type_)
    paid = receipt(Line(Side.DR, STRIPE, 5, 5), Line(Side.CR, REVENUE, 5, 5))
    assert with_tenders_apart("acme", [other]) == [other]
    assert with_tenders_apart("acme", [paid, other]) == [paid, other]


@given(
    parts=st.lists(
        st.tuples(st.sampled_from([STRIPE, CARD, DEPOSIT]), st.integers(1, 10**6), st.integers(0, 10**6)),
        min_size=1,
        max_size=8,
    )
)
def test_nothing_is_posted_otherwise_than_before(
    parts: list[tuple[object, int, int]],
) -> None:
    """In the document's currency and at home, on every account, however it was paid."""
    paid = [Line(Side.DR, account, minor, home) for account, minor, home in parts]  # type: ignore[arg-type]
    total, home = sum(line.minor for line in paid), sum(line.home for line in paid)
    made = receipt(*paid, Line(Side.CR, REVENUE, total, home))
    assert sums(*with_tenders_apart("acme", [made])) == sums(made)


def test_the_journal_of_tenders_says_whose_it_is_and_keeps_its_rate() -> None:
    abroad = replace(SALE, currency="EUR", rate="1.1")
    _, journal = with_tenders_apart("acme", [abroad])
    assert (journal.currency, journal.rate) == ("EUR", "1.1")
    assert (journal.key, journal.id) == ("tenders:sale", document_id("acme", "tenders:sale", 0))
    assert journal.memo == "other tenders of SalesReceipt SR-1"
    _, journal = with_tenders_apart("acme", [replace(SALE, number="")])
    assert journal.memo == f"other tenders of SalesReceipt {SALE.id}"
