"""A balance of nothing known."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout explain balance` says of it."""
    with company():
        return verb("explain", "balance", "Petty tin")
