"""Clearing: which items an event moves by how much, by the lines it booked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tieout.core.account import account_key
from tieout.core.entry import Entry, Line, Side
from tieout.core.event import Event, event_of
from tieout.core.ids import EntryId, EventId
from tieout.core.open_item import OpenItem
from tieout.posting.clearing import (
    Booked,
    difference_draft,
    is_difference,
    movements,
    moves_of,
    other_names,
)
from tieout.posting.exchange import Exchange

EUR = account_key("clearing", gateway="stripe", currency="EUR")
USD = account_key("clearing", gateway="stripe", currency="USD")
OWN = Exchange("EUR", "EUR", Decimal("1.25"), "as stated", "USD", Decimal("1.25"))
CONVERTED = Exchange("EUR", "USD", Decimal("1.25"), "as stated", "USD")
TENDERS = [
    {"type": "gateway", "gateway": "stripe", "amount": "60", "reference": "ch_1"},
    {"type": "gateway", "gateway": "stripe", "amount": "40"},
    {"type": "gift_card", "reference": "G", "amount": "5"},
]


def said(kind: str, **fields: Any) -> Event:
    common = {"kind": kind, "source": "shop", "id": "1", "date": "2026-03-10", "currency": "EUR"}
    return event_of(common | {"gateway": "stripe"} | fields)


def sold() -> Event:
    line = {"line": "1", "item": "A", "quantity": "1", "amount": "105"}
    words = {"number": "W1", "order": "O1", "customer": "Bob", "channel": "web", "total": "105"}
    common = {"kind": "sale_paid", "source": "shop", "id": "1", "date": "2026-03-10", "currency": "EUR"}
    return event_of(common | words | {"lines": [line], "tenders": TENDERS})


def captured(reference: str = "") -> Event:
    words = {"number": "P1", "customer": "Bob", "channel": "web", "reference": reference, "order": "O1"}
    return said("payment_captured", amount="100", **words)


def payout(*items: tuple[str, str, str, str]) -> Event:
    lines = [
        {"type": "charge", "reference": name, "date": day, "gross": gross, "fee": fee}
        for name, day, gross, fee in items
    ]
    net = sum(Decimal(gross) - Decimal(fee) for _, _, gross, fee in items)
    return said("payout_settled", number="PO1", rate="1.25", net=str(net), items=lines)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (captured(), [("P1", 100)]),
        (captured("ch_1"), [("ch_1", 100)]),
        (sold(), [("ch_1", 60), ("W1", 40)]),
        (said("gift_card_sold", card="G1", channel="web", amount="9"), [("G1", 9)]),
        (said("chargeback_opened", chargeback="D1", amount="9", fee="2"), [("D1", -11)]),
        (said("chargeback_won", chargeback="D1", amount="9"), [("D1", 9)]),
        (payout(("ch_1", "2026-03-01", "100", "3")), [("ch_1", -100)]),
    ],
)
def test_every_movement_has_a_name(event: Event, expected: list[tuple[str, int]]) -> None:
    assert [(one.name, one.amount // 10**8) for one in movements(event)] == expected


def test_a_payout_may_name_a_capture_by_its_number_where_that_is_one_thing() -> None:
    assert [(number, one.name) for number, one in other_names(captured("ch_1"))] == [("P1", "ch_1")]
    assert list(other_names(captured())) == []
    assert list(other_names(sold())) == [], "two tenders"


def lines(*booked: tuple[Side, int, int, str], account: Any = EUR) -> tuple[tuple[str, Line], ...]:
    currency = account.qualifiers[1]
    return tuple(
        (currency, Line(side, account, minor, home, reference=name)) for side, minor, home, name in booked
    )


def test_a_capture_comes_at_what_was_booked_with_what_its_journals_at_home_add() -> None:
    beside = ("USD", Line(Side.DR, EUR, 2_00, 2_00))
    booked = Booked((*lines((Side.DR, 100_00, 123_00, "O1")), beside))
    assert moves_of(captured("ch_1"), EUR, booked, OWN) == {"ch_1": OpenItem(100_00, 125_00)}


def test_each_tender_of_a_sale_is_an_item() -> None:
    booked = Booked(lines((Side.DR, 60_00, 75_00, "ch_1"), (Side.DR, 40_00, 50_00, "")))
    expected = {"ch_1": OpenItem(60_00, 75_00), "W1": OpenItem(40_00, 50_00)}
    assert moves_of(sold(), EUR, booked, OWN) == expected


def test_converted_money_is_measured_in_the_currency_it_came_in() -> None:
    booked = Booked(lines((Side.DR, 75_00, 75_00, "ch_1"), (Side.DR, 50_00, 50_00, ""), account=USD))
    expected = {"ch_1": OpenItem(60 * 10**8, 75_00), "W1": OpenItem(40 * 10**8, 50_00)}
    assert moves_of(sold(), USD, booked, CONVERTED) == expected


@pytest.mark.parametrize(("exchange", "unit"), [(OWN, 1), (CONVERTED, 10**6)])
def test_each_line_of_a_payout_leaves_at_its_rate(exchange: Exchange, unit: int) -> None:
    event = payout(("a", "2026-03-01", "33.33", "1"), ("b", "2026-03-02", "-10", "0"))
    assert moves_of(event, EUR, Booked(payout=True), exchange) == {
        "a": OpenItem(-33_33 * unit, -41_66),
        "b": OpenItem(10_00 * unit, 12_50),
    }


def test_fees_of_an_earlier_month_stand_under_the_payout_only_where_one_journal_is_taken_back() -> None:
    event = payout(("a", "2026-02-27", "100", "4"))
    fees = (Line(Side.CR, EUR, 4_00, 5_00),)
    item = {"a": OpenItem(-100_00, -125_00)}
    assert moves_of(event, EUR, Booked(payout=True, earlier=fees), OWN) == item
    assert moves_of(event, EUR, Booked(payout=True), OWN) == {"PO1": OpenItem(4_00, 5_00), **item}
    assert moves_of(event, EUR, Booked(earlier=fees), OWN) == {"PO1": OpenItem(-4_00, -5_00)}


def test_the_difference_is_a_journal_at_home_of_a_rule_of_its_own() -> None:
    draft = difference_draft("payout 7", "payout_settled", EUR, 10, "USD", date(2026, 3, 2), " again")
    assert (draft.on, draft.when) == ("payout_settled", "clearing exchange difference")
    assert (draft.currency, draft.rate, draft.parts[0].value) == ("USD", "", 10)
    assert (draft.memo, draft.part) == (
        "exchange difference of payout 7",
        "clearing clearing(stripe,EUR) again",
    )


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("exchange difference on clearing of a payout", True),
        ("reversal of exchange difference on clearing of a payout", True),
        ("exchange difference of a refund", False),
        ("payout", False),
    ],
)
def test_what_an_item_realised_moves_no_item(rule: str, expected: bool) -> None:
    line = Line(Side.DR, EUR, 10, 10)
    other = Line(Side.CR, account_key("fx_gain_loss"), 10, 10)
    entry = Entry(
        id=EntryId("e"), event=EventId("v"), rule=rule, day=date(2026, 3, 2), currency="USD", rate="",
        lines=(line, other), document="JournalEntry", memo="",
    )  # fmt: skip
    assert is_difference(entry) is expected
