"""A write-off is tied to its invoice by a payment of nothing, and this QuickBooks takes none."""

from __future__ import annotations

from tests.acceptance import shop
from tests.acceptance.test_settlement_links import FACTS
from tests.problems.premises import company, run

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """The case that `tieout run` leaves."""
    with company(*shop.MASTER, *FACTS, zero_payment_links="refuse"):
        return run()
