"""Closed periods: each class of document moves, is adjusted or is held; revenue and its cost together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.connectors import sample
from tests.delivery.company import customer
from tieout.core.account import account_key
from tieout.core.closed_period import class_of, is_closed, is_treated, moved, policy_of, redated, treatment
from tieout.core.document import Document
from tieout.core.entry import Line, Side
from tieout.core.prior_period import PriorPeriod

CLOSED = date(2026, 3, 31)
OPEN = date(2026, 4, 1)
COST = replace(
    sample.JOURNAL,
    lines=(
        Line(Side.DR, account_key("cogs"), 5, 5),
        Line(Side.CR, account_key("inventory_finished"), 5, 5),
    ),
)
STOCK = replace(
    sample.JOURNAL,
    lines=(Line(Side.DR, sample.FINISHED, 5, 5), Line(Side.CR, sample.GRNI, 5, 5)),
)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (sample.INVOICE, "sales"),
        (sample.REFUND, "sales"),
        (COST, "sales"),
        (STOCK, "journals"),
        (sample.BILL, "purchases"),
        (sample.PAYMENT, "payments"),
    ],
)
def test_a_journal_of_cost_is_of_the_class_of_its_sale(document: Document, expected: str) -> None:
    assert class_of(document) == expected


def test_what_is_set_counts_and_else_the_next_open_day() -> None:
    assert treatment(sample.BILL, {"purchases": "hold"}) == "hold"
    assert treatment(sample.BILL, {"sales": "hold"}) == "next_open"
    assert treatment(sample.BILL, {"purchases": "whatever"}) == "next_open"


def test_a_record_of_a_list_has_no_day_to_close() -> None:
    assert is_closed(sample.INVOICE, CLOSED)
    assert not is_closed(sample.INVOICE, date(2026, 3, 30))
    assert not is_closed(sample.INVOICE, None)
    assert not is_closed(customer(1), CLOSED)


@pytest.mark.covers("S001-81", "S001-82")
def test_it_moves_is_adjusted_or_held() -> None:
    to = moved(sample.INVOICE, CLOSED, {})
    assert to
    assert (to.day, to.type) == (OPEN, "Invoice")
    there = redated(sample.INVOICE, to)
    assert (there.day, there.lines, there.id) == (OPEN, sample.INVOICE.lines, sample.INVOICE.id)
    assert there.memo == "Order 77; of 2026-03-31, whose period is closed"
    assert moved(sample.INVOICE, CLOSED, {"sales": "hold"}) is None
    adjusted = redated(sample.INVOICE, moved(sample.INVOICE, CLOSED, {"sales": "adjust"}))
    assert (adjusted.type, adjusted.day) == ("JournalEntry", OPEN)
    assert adjusted.memo == "Order 77; of 2026-03-31, Invoice, whose period is closed"
    assert redated(sample.INVOICE, None) is sample.INVOICE


def test_a_payment_stays_a_payment_or_it_would_settle_nothing() -> None:
    to = moved(sample.PAYMENT, CLOSED, {"payments": "adjust"})
    assert to
    assert to.type == "Payment"


def test_what_states_a_closed_day_is_treated_though_it_is_dated_into_the_open_period() -> None:
    prior = PriorPeriod(days=(date(2026, 3, 5),))
    late = replace(sample.INVOICE, day=OPEN, memo=f"x{prior.words('USD')}", prior=prior)
    assert not is_treated(late, CLOSED, {})
    assert is_treated(late, CLOSED, {"sales": "hold"})
    assert moved(late, CLOSED, {"sales": "hold"}) is None
    adjusted = redated(late, moved(late, CLOSED, {"sales": "adjust"}))
    assert (adjusted.type, adjusted.day) == ("JournalEntry", OPEN)
    assert adjusted.memo == "x; of 2026-03-05, Invoice, whose period is closed"
    assert adjusted.prior == prior
    assert not is_treated(adjusted, CLOSED, {"sales": "adjust"}), "adjusted once"


@pytest.mark.parametrize(
    ("document", "policy", "treated"),
    [
        (sample.INVOICE, {"sales": "adjust"}, True),
        (sample.BILL, {"purchases": "adjust"}, True),
        (sample.PAYMENT, {"payments": "adjust"}, False),
        (STOCK, {"journals": "adjust"}, False),
        (STOCK, {"journals": "hold"}, True),
    ],
)
def test_of_what_states_a_closed_day_a_sale_or_bill_is_adjusted(
    document: Document, policy: dict[str, str], treated: bool
) -> None:
    late = replace(document, day=OPEN, prior=PriorPeriod(days=(date(2026, 3, 5),)))
    assert is_treated(late, CLOSED, policy) is treated


def test_a_month_that_closed_before_it_crossed_is_told_beside_the_first_one() -> None:
    prior = PriorPeriod(days=(date(2026, 3, 5),))
    late = replace(sample.INVOICE, day=OPEN, memo=f"x{prior.words('USD')}", prior=prior)
    there = redated(late, moved(late, date(2026, 4, 30), {}))
    assert there.day == date(2026, 5, 1)
    assert there.memo == "x; of 2026-03-05, whose period is closed; of 2026-04-01, whose period is closed"


def test_what_a_person_released_crosses_whatever_is_set() -> None:
    hold, late = {"sales": "hold"}, PriorPeriod(days=(date(2026, 3, 5),))
    dated_into_the_open = replace(sample.INVOICE, day=OPEN, prior=late)
    assert policy_of(sample.INVOICE, CLOSED, hold, lambda _: False) == hold
    assert policy_of(sample.INVOICE, CLOSED, hold, lambda _: True) == {}, "its day is closed: it moves"
    assert policy_of(dated_into_the_open, CLOSED, hold, lambda _: False) == hold
    assert policy_of(dated_into_the_open, CLOSED, hold, lambda _: True) is None, "as it is"


def test_words_of_a_source_that_sound_like_a_closed_day_are_words() -> None:
    note = replace(sample.INVOICE, memo="x; of 2026-03-05, whose period is closed")
    assert not is_treated(note, date(2026, 2, 28), {"sales": "hold"})
