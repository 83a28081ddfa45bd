"""An id that QuickBooks gave to a customer and to a transaction."""

from __future__ import annotations

from tests.problems.premises import SALE, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout trace` says of it."""
    with company(*SALE):
        run()
        return verb("trace", "1")
