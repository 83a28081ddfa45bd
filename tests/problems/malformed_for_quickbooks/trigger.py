"""A property that QuickBooks does not know: a defect of ours."""

from __future__ import annotations

from tests.problems.premises import SALE, company, interposed, refusing, run

from tieout.core.problem import Problem

WORDS = (
    "2010",
    "Request has invalid or unsupported property",
    "Property Name:Rate specified is unsupported or invalid",
)


def problems() -> list[Problem]:
    """The case that `tieout run` leaves when QuickBooks says so."""
    with company(*SALE) as books, interposed(books, refusing("Invoice", *WORDS)):
        return run()
