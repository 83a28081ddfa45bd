"""What refunds gave back of a sale: refused ones count for nothing, taken back ones neither."""

from __future__ import annotations

import pytest

from tests.gates.test_references import refund, told
from tests.problems.journey import shop
from tests.problems.test_problems import WORLD
from tests.scenarios.scenario import taken_back
from tieout.posting.entries import PostingPolicy


@pytest.mark.covers("S003-50")
def test_a_correction_that_is_refused_leaves_what_was_given_back() -> None:
    with shop() as company:
        company.load(WORLD)
        assert told(company, refund("1", "12.00"), refund("2", "8.00")) == []
        assert told(company, refund("1", "12.00", number="RF-2")) == ["number_used_twice"]
        assert told(company, refund("3", "5.00"))[1:] == ["over_refunded"]


def test_a_deposit_given_back_is_not_taken_from_the_invoice_it_was_meant_for() -> None:
    with shop() as company:
        company.load(WORLD)
        told(company, refund("1", "20.00", refunds="deposit", refunded="INV-1", lines=[], gateway="stripe"))
        assert "over_refunded" not in told(company, refund("2", "20.00"))


def test_a_refund_taken_back_and_corrected_afterwards_counts_once() -> None:
    with shop() as company:
        company.load(WORLD)
        assert told(company, refund("1", "20.00", gateway="")) == []
        taken_back(company.database, "RF-1", PostingPolicy())
        assert told(company, refund("1", "15.00", gateway="")) == []
        assert told(company, refund("2", "5.01")) == ["over_refunded"]
        assert told(company, refund("3", "5.00")) == ["over_refunded"]
