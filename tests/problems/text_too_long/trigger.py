"""A text longer than QuickBooks holds."""

from __future__ import annotations

from tests.problems.premises import SALE, company, interposed, refusing, run

from tieout.core.problem import Problem

WORDS = (
    "2050",
    "String length is either shorter or longer than supported by specification",
    "Min: 0, Max: 21, Supplied length: 22",
)


def problems() -> list[Problem]:
    """The case that `tieout run` leaves when QuickBooks says so."""
    with company(*SALE) as books, interposed(books, refusing("Invoice", *WORDS)):
        return run()
