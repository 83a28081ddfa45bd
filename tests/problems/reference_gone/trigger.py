"""A customer whom a person made inactive between two runs."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import SALE, by_hand, company, found, load, run

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """The case that `tieout run` leaves."""
    with company(*SALE) as books:
        run()
        customer = found(books, "select * from Customer where DisplayName = 'Corner Store'")
        by_hand(books, "customer", {**customer, "Active": False})
        load(*shop.sold("SO-2", "2026-03-12", 1, "10.00"))
        return run()
