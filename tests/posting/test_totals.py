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
from tieout.core.ids import document_id
from tieout.core.prior_period import PriorPeriod
from tieout.posting.totals import (
    ROUNDING,
    as_it_stands,
    choice,
    cost_only,
    is_zero_sale,
    righted,
    total_of,
    with_penny,
)

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


def test_a_form_of_nothing_stays_what_it_is() -> None:
    assert righted("Invoice", FREE.lines) == "Invoice"
    assert righted("SalesReceipt", replace(sample.RECEIPT, lines=FREE.lines).lines) == "SalesReceipt"
    assert is_zero_sale([replace(FREE, type="SalesReceipt")])
    assert choice({"": "as_is"}, FREE.lines) == "as_is"


def test_a_penny_stands_beside_the_revenue_and_the_discount_that_offset_each_other() -> None:
    sale, credit, link = with_penny(sample.COMPANY, FREE, "USD")
    receivable = account_key("accounts_receivable", currency="USD")
    assert sale.lines == (
        *FREE.lines,
        Line(Side.DR, receivable, 1, 1, party=FREE.party),
        Line(Side.CR, ROUNDING, 1, 1),
    )
    assert credit.lines == (
        Line(Side.DR, ROUNDING, 1, 1),
        Line(Side.CR, receivable, 1, 1, party=FREE.party),
    )
    assert {*FREE.needs} < {*sale.needs}
    assert (credit.due, sale.due, link.party) == (None, FREE.due, FREE.party)


def test_the_credit_of_a_penny_is_a_document_of_its_own_that_says_whose_penny_it_takes_back() -> None:
    _, credit, link = with_penny(sample.COMPANY, FREE, "USD")
    assert (credit.key, credit.id) == (
        f"penny:{FREE.key}",
        document_id(sample.COMPANY, f"penny:{FREE.key}", FREE.sequence),
    )
    assert credit.memo == "takes back the penny of Invoice INV-1"
    assert link.memo == "links CreditMemo INV-1-P to what it settles"
    _, credit, link = with_penny(sample.COMPANY, replace(FREE, number=""), "USD")
    assert credit.number == ""
    assert credit.memo == f"takes back the penny of Invoice {FREE.id}"
    assert link.memo == f"links CreditMemo {credit.id} to what it settles"


def test_a_receipts_penny_is_nobodys_debt() -> None:
    """A receipt of a known customer: its lines of money name no party, its credit needs that customer."""
    free = replace(FREE, type="SalesReceipt")
    sale, refund = with_penny(sample.COMPANY, free, "USD")
    assert {line.party for one in (sale, refund) for line in one.lines[-2:]} == {""}
    assert refund.needs == (sample.CUSTOMER.id, item_document(sample.COMPANY, ROUNDING))
    _, refund = with_penny(sample.COMPANY, replace(free, party=""), "USD")
    assert refund.needs == (item_document(sample.COMPANY, ROUNDING),)


def test_what_stands_in_quickbooks_or_never_goes_there_needs_no_record() -> None:
    assert FREE.needs
    for done in (as_it_stands(FREE), cost_only(FREE)):
        assert (done.needs, done.lines) == ((), FREE.lines)
