"""Payments: of an invoice in its own currency, of another's money, and of what is no invoice yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.posting.registers import Known
from tests.posting.test_exchange import BILLED, master
from tieout.core.account import account_key
from tieout.core.draft import Draft
from tieout.core.entry import Entry
from tieout.core.event import PaymentCaptured, event_of
from tieout.core.ids import EventId
from tieout.core.open_item import Billed, OpenItem
from tieout.posting.cents import Pins
from tieout.posting.entries import PostingPolicy, entry_of
from tieout.posting.home import Conversion
from tieout.posting.payment import payment_drafts
from tieout.posting.rulebook import load_rulebook

RULES = load_rulebook()
AT_INVOICE = Conversion("EUR", "USD", Decimal(BILLED.rate))


class OneInvoice:
    """A register of one invoice, open with so much."""

    def __init__(self, item: OpenItem) -> None:
        self.item = item

    def open_item(self, account: str, reference: str) -> OpenItem:
        assert (account, reference) == ("accounts_receivable(EUR)", "I-1")
        return self.item

    def original(self, account: str, reference: str) -> int:
        return 0

    def billed(self, number: str) -> Billed | None:
        return BILLED if number == "I-1" else None


class NoSummaries:
    """No summary is under way."""

    cycle = 1

    def minors(self, day: date, key: str) -> dict[Any, int]:
        raise AssertionError(f"{key} of {day} is no summary")


def captured(amount: str, currency: str = "EUR", rate: str | None = None) -> PaymentCaptured:
    event = event_of(
        {
            "kind": "payment_captured",
            "source": "erp",
            "id": "P-1",
            "date": "2026-03-05",
            "number": "P-1",
            "invoice": "I-1",
            "customer": "EU",
            "channel": "wholesale",
            "gateway": "wire",
            "currency": currency,
            "amount": amount,
            **({"rate": rate} if rate else {}),
        }
    )
    assert isinstance(event, PaymentCaptured)
    return event


def posted(event: PaymentCaptured, item: OpenItem) -> tuple[Draft, Entry]:
    (draft,) = payment_drafts(event, master(own=True), OneInvoice(item))
    return draft, entry_made(draft)


def entry_made(draft: Draft) -> Entry:
    entry = entry_of(draft, EventId("e"), RULES, Pins("USD"), PostingPolicy(), NoSummaries())
    assert entry is not None
    return entry


def homes(entry: Entry) -> dict[str, int]:
    return {line.account.role: line.signed_home for line in entry.lines}


def test_the_difference_stands_in_home_currency_only() -> None:
    _, entry = posted(captured("100.00", rate="1.10"), OpenItem(100_00, 105_00))
    assert homes(entry) == {"clearing": 110_00, "accounts_receivable": -105_00, "fx_gain_loss": -5_00}
    assert [line.minor for line in entry.lines] == [100_00, 100_00, 0]
    assert (entry.document, entry.currency, entry.rate) == ("Payment", "EUR", "1.10")


def test_what_is_paid_too_much_is_held_at_the_payments_rate() -> None:
    event = captured("120.00", rate="1.10")
    draft, more = payment_drafts(event, master(own=True), OneInvoice(OpenItem(100_00, 105_00)))
    assert homes(entry_made(draft)) == {
        "clearing": 110_00,
        "accounts_receivable": -105_00,
        "fx_gain_loss": -5_00,
    }
    assert draft.links == (("d", 100_00),)
    held = entry_made(more)
    assert homes(held) == {"clearing": 22_00, "customer_deposits": -22_00}
    assert (held.rule, held.lines[1].reference) == ("money paid beyond an invoice", "I-1 of EU in EUR")


def test_of_a_paid_invoice_nothing_is_paid_again() -> None:
    (only,) = payment_drafts(captured("20.00"), master(own=True), OneInvoice(OpenItem(0, 0)))
    assert only.when == "beyond"


def open_at_home(original: int, home: int) -> Known:
    """I-1 was billed with 100 EUR, converted to 105.00 USD, and is open with so much."""
    bill = replace(BILLED, original=100 * 10**8, currency="USD", rate="", minor=105_00)
    owed = (str(account_key("accounts_receivable", currency="USD")), "I-1")
    return Known(open={owed: home}, originals={owed: original * 10**8}, bills={"I-1": bill})


def amounts(drafts: list[Draft]) -> list[tuple[str, int]]:
    return [(draft.when, draft.parts[0].value) for draft in drafts]


def test_a_converted_invoice_is_paid_at_its_own_rate_and_the_last_takes_the_rest() -> None:
    euro = captured("40.00", rate="1.10")
    some = payment_drafts(euro, master(own=False), open_at_home(100, 105_00))
    assert amounts(some) == [("invoice", 42_00), ("exchange difference", 2_00)]
    last = payment_drafts(euro, master(own=False), open_at_home(40, 41_99))
    assert amounts(last) == [("invoice", 41_99), ("exchange difference", 2_01)]


def test_beyond_a_converted_invoice_money_is_held_at_the_payments_rate() -> None:
    drafts = payment_drafts(captured("60.00", rate="1.10"), master(own=False), open_at_home(40, 42_00))
    assert amounts(drafts) == [("invoice", 42_00), ("exchange difference", 2_00), ("beyond", 22_00)]
    assert [draft.parts[0].original for draft in drafts] == [40 * 10**8, 0, 20 * 10**8]


def test_dollars_pay_a_converted_invoice_as_they_are() -> None:
    drafts = payment_drafts(captured("63.00", "USD"), master(own=False), open_at_home(40, 42_00))
    assert amounts(drafts) == [("invoice", 42_00), ("beyond", 21_00)]
    assert [draft.parts[0].original for draft in drafts] == [40 * 10**8, 21 * 10**8]
    (part,) = payment_drafts(captured("21.00", "USD"), master(own=False), open_at_home(40, 42_00))
    assert (part.parts[0].value, part.parts[0].original) == (21_00, 20 * 10**8)


@pytest.mark.covers("S001-54")
def test_dollars_pay_an_invoice_in_euro_at_the_days_rate_to_the_cent() -> None:
    draft, entry = posted(captured("55.51", "USD"), OpenItem(100_00, 105_00))
    assert draft.parts[0].value == 50_46
    assert homes(entry)["clearing"] == 55_51
    assert "Original USD 55.51" in entry.memo


@given(
    st.lists(st.integers(1, 10**7), min_size=1, max_size=5),
    st.decimals("0.5", "2", places=6),
)
def test_an_invoice_paid_off_in_parts_is_closed_in_both_currencies(paid: list[int], rate: Decimal) -> None:
    item = OpenItem(sum(paid), AT_INVOICE.of(sum(paid)))
    for minor in paid:
        event = captured(f"{minor // 100}.{minor % 100:02}", rate=str(rate))
        _, entry = posted(event, item)
        taken = homes(entry)["accounts_receivable"]
        assert homes(entry)["clearing"] == Conversion("EUR", "USD", rate).of(minor)
        item = OpenItem(item.minor - minor, item.home + taken)
    assert item == OpenItem(0, 0)
