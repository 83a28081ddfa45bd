"""A user who connected QuickBooks and lost the rights to write."""

from __future__ import annotations

from tests.problems.premises import SALE, company, interposed, run, turned_away

from tieout.core.problem import Problem

WORDS = ("120", "Authorization Failure", "User does not have the rights to write.")


def problems() -> list[Problem]:
    """What stops `tieout run`."""
    with company(*SALE) as books, interposed(books, turned_away(403, *WORDS)):
        return run()
