"""Revenue that finance mapped to a bank account."""

from __future__ import annotations

from tests.problems.premises import SALE, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """The case that `tieout run` leaves."""
    with company(*SALE):
        verb("mapping", "set", "revenue", "Checking")
        return run()
