"""A vendor whom a person entered under the name of our customer."""

from __future__ import annotations

from tests.problems.premises import SALE, by_hand, company, run

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """The cases that `tieout run` leaves."""
    with company(*SALE) as books:
        by_hand(books, "vendor", {"DisplayName": "Corner Store"})
        return run()
