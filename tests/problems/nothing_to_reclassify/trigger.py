"""A reclassification at the end of a month in which every bill had its goods."""

from __future__ import annotations

from tests.problems.premises import SALE, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout grni reclassify` says of it."""
    with company(*SALE):
        run()
        return verb("grni", "reclassify", "--through", "2026-03-31", "--why", "month end")
