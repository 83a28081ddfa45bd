"""A company that is not there."""

from __future__ import annotations

from tests.problems.premises import home, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What any verb says of it."""
    with home():
        return verb("status")
