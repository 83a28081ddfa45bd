"""A company whose key is not there."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout keys rotate` says of it."""
    with company():
        return verb("keys", "rotate")
