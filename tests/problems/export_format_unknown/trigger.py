"""A format that is none."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout export` says of it."""
    with company():
        return verb("export", "--format", "pdf", "--output", "books.pdf")
