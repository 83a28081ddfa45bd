"""A name that is taken."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout init` says of it."""
    with company():
        return verb("init", "--emulator", "--yes")
