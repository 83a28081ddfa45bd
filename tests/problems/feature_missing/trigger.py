"""A document that the plan of the company cannot hold."""

from __future__ import annotations

from tests.problems.premises import SALE, company, interposed, refusing, run

from tieout.core.problem import Problem

WORDS = ("5030", "Feature Not Supported", "Feature Not Supported Error : Multi-currency is off.")


def problems() -> list[Problem]:
    """The case that `tieout run` leaves when QuickBooks says so."""
    with company(*SALE) as books, interposed(books, refusing("Invoice", *WORDS)):
        return run()
