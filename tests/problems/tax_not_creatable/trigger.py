"""A tax code whose rate would have a longer name than QuickBooks takes."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What stops `tieout import tax`."""
    with company():
        long = ("--rate-name", "California state", "--yes")
        return verb("import", "tax", "CDTFA", "California", "--percent", "8.25", *long)
