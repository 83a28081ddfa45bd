"""QuickBooks calls a day closed that its own settings leave open: there is no date to follow to."""

from __future__ import annotations

from tests.problems.premises import SALE, company, interposed, refusing, run

from tieout.core.problem import Problem

DETAIL = (
    "The account period has closed and the account books cannot be updated through the QBO Services API. "
    "Please use the QBO website to make these changes."
)
WORDS = ("6200", "Account Period Closed", DETAIL)


def problems() -> list[Problem]:
    """The case that `tieout run` leaves when QuickBooks says so."""
    with company(*SALE) as books, interposed(books, refusing("Invoice", *WORDS)):
        return run()
