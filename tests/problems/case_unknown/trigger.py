"""A case that is not open."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout cases resolve` says of it."""
    with company():
        return verb("cases", "resolve", "case-1", "--why", "entered twice")
