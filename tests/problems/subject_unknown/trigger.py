"""A number that nothing bears."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout trace` says of it."""
    with company():
        return verb("trace", "SO-404")
