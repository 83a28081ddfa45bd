"""A company whose sources state no cost."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout explain method` says."""
    with company():
        return verb("explain", "method")
