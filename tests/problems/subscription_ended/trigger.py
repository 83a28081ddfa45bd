"""A subscription that ended."""

from __future__ import annotations

from tests.problems.premises import SALE, company, interposed, run, turned_away

from tieout.core.problem import Problem

WORDS = (
    "6190",
    "Invalid Company Status",
    "The subscription period has ended or canceled or there was a billing problem",
)


def problems() -> list[Problem]:
    """What stops `tieout run`."""
    with company(*SALE) as books, interposed(books, turned_away(403, *WORDS)):
        return run()
