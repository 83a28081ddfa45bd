"""A transaction that stands in a bank deposit."""

from __future__ import annotations

from tests.problems.premises import SALE, company, interposed, refusing, run

from tieout.core.problem import Problem

WORDS = ("6540", "Deposited Transaction cannot be changed", "The transaction has been deposited.")


def problems() -> list[Problem]:
    """The case that `tieout run` leaves when QuickBooks says so."""
    with company(*SALE) as books, interposed(books, refusing("Invoice", *WORDS)):
        return run()
