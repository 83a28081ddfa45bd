"""Totals: a form below zero becomes its opposite; one of zero as finance wants it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.connectors import sample
from tieout.core.account import account_key
from tieout.core.crosswalk import item_document
from tieout.core.document import Document
from tieout.core.entry import Line, Side, check_balance
from tieout.core.prior_period import PriorPeriod
from tieout.posting.totals import ROUNDING, choice, is_zero_sale, righted, total_of, with_penny

FREE = replace(
    sample.INVOICE,
    lines=(sample.line(Side.CR, sample.SALES, 500), sample.line(Side.DR, sample.DISCOUNTS, 500)),
    needs=(sample.CUSTOMER.id, *(one.id for one in sample.ITEMS[:1])),
)


def turned(document: Document) -> tuple[Line, ...]:
    return tuple(line._replace(side=line.side.other()) for line in document.lines)


@pytest.mark.parametrize(
    ("document", "total", "opposite"),
    [
        (sample.INVOICE, 11_500, "CreditMemo"),
        (sample.RECEIPT, 9_000, "RefundReceipt"),
        (sample.CREDIT_MEMO, 2_000, "Invoice"),
        (sample.REFUND, 2_000, "SalesReceipt"),
        (sample.BILL, 6_000, "VendorCredit"),
        (sample.VENDOR_CREDIT, 600, "Bill"),
    ],
)
def test_a_form_below_zero_is_its_opposite(document: Document, total: int, opposite: str) -> None:
    assert total_of(document.type, document.lines) == total
    assert righted(document.type, document.lines) == document.type
    assert total_of(document.type, turned(document)) == -total
    assert righted(document.type, turned(document)) == opposite
    assert total_of(opposite, turned(document)) == total
    assert righted("JournalEntry", sample.JOURNAL.lines) == "JournalEntry"


def test_a_channel_has_its_own_choice() -> None:
    sale = [Line(Side.CR, account_key("revenue", channel="web"), 5, 5)]
    assert choice({}, sale) == "as_is"
    assert choice({"": "penny"}, sale) == "penny"
    assert choice({"": "penny", "web": "cost_only"}, sale) == "cost_only"
    assert choice({"web": "dime"}, sale) == "as_is"


def test_what_a_card_paid_for_is_never_left_out() -> None:
    """It brings no money, so QuickBooks sees a form of nothing; its revenue is revenue all the same."""
    paid = (sample.line(Side.DR, sample.GIFT, 900), sample.line(Side.CR, sample.SALES, 900))
    assert choice({"": "cost_only"}, paid) == "as_is"
    assert choice({"": "penny"}, paid) == "penny"


def test_only_a_sale_of_nothing_is_one() -> None:
    assert is_zero_sale([FREE])
    assert not is_zero_sale([sample.INVOICE])
    assert is_zero_sale([replace(FREE, currency="EUR", rate="1.1")])
    assert not is_zero_sale([replace(FREE, type="CreditMemo")])


@pytest.mark.covers("S000-22")
def test_a_penny_is_charged_to_rounding_and_taken_back_at_once() -> None:
    sale, credit, link = with_penny(sample.COMPANY, FREE, "USD")
    assert total_of(sale.type, sale.lines) == total_of(credit.type, credit.lines) == 1
    assert (sale.id, sale.number, credit.type, credit.number) == (FREE.id, "INV-1", "CreditMemo", "INV-1-P")
    for one in (sale, credit):
        check_balance(one.lines, one.id)
        assert {line.minor for line in one.lines if line.account == ROUNDING} == {1}
    item = item_document(sample.COMPANY, ROUNDING)
    assert item in sale.needs
    assert credit.needs == (sample.CUSTOMER.id, item)
    assert [(one.document, one.minor) for one in link.links] == [(credit.id, 1), (sale.id, 1)]
    assert link.needs == (sample.CUSTOMER.id, credit.id, sale.id)


@pytest.mark.parametrize(
    ("currency", "rate", "home"), [("EUR", "1.62", 2), ("JPY", "0.0067", 1), ("KWD", "3.24", 0)]
)
def test_a_penny_of_another_currency_has_its_rate(currency: str, rate: str, home: int) -> None:
    sale, credit, link = with_penny(sample.COMPANY, replace(FREE, currency=currency, rate=rate), "USD")
    for one in (sale, credit):
        check_balance(one.lines, one.id)
        assert {(line.minor, line.home) for line in one.lines if line.account == ROUNDING} == {(1, home)}
    assert {(one.currency, one.rate) for one in (sale, credit, link)} == {(currency, rate)}


def test_a_penny_is_taken_back_as_late_as_it_was_charged() -> None:
    late = PriorPeriod((date(2026, 2, 27),))
    sale, credit, _ = with_penny(sample.COMPANY, replace(FREE, prior=late), "USD")
    assert sale.prior == credit.prior == late


def test_a_receipts_penny_goes_back_from_the_same_account() -> None:
    free = replace(
        sample.RECEIPT,
        lines=(sample.line(Side.DR, sample.GIFT, 900), sample.line(Side.CR, sample.SALES, 900)),
    )
    sale, refund = with_penny(sample.COMPANY, free, "USD")
    assert refund.type == "RefundReceipt"
    money = {
        line.account for one in (sale, refund) for line in one.lines if line.account.role == "undeposited"
    }
    assert len(money) == 1
    with_money = replace(
        free, lines=(*free.lines, *(sample.line(side, sample.CLEARING, 5) for side in Side))
    )
    sale, refund = with_penny(sample.COMPANY, with_money, "USD")
    assert refund.lines[1].account == sample.CLEARING
