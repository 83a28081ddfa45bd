"""A month is closed twice."""

from __future__ import annotations

from tests.problems.premises import SALE, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout periods` says of it."""
    with company(*SALE):
        run()
        verb("periods", "close", "2026-03-31", "--yes")
        return verb("periods", "close", "2026-03-31", "--yes")
