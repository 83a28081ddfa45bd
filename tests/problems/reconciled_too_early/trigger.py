"""A tie-out through a day before the first document."""

from __future__ import annotations

from tests.problems.premises import SALE, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout reconcile` says of it."""
    with company(*SALE):
        run()
        return verb("reconcile", "--through", "2026-03-01")
