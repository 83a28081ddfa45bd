"""A class that QuickBooks does not have."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout mapping set` says of it."""
    with company():
        return verb("mapping", "set", "rounding", "Checking", "--class", "North")
