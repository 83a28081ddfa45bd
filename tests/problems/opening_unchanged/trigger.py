"""Opening balances that are as they were."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout opening accept` says of it."""
    with company():
        return verb("opening", "accept", "--why", "read again")
