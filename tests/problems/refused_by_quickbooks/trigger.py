"""A journal with more lines than QuickBooks takes."""

from __future__ import annotations

from tests.problems.premises import SALE, company, run

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """The case that `tieout run` leaves."""
    with company(*SALE, journal_line_limit="1"):
        return run()
