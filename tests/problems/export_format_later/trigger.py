"""A format that is planned."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout export` says of it."""
    with company():
        return verb("export", "--format", "xlsx", "--output", "books.xlsx")
