"""A customer record, which posts nothing."""

from __future__ import annotations

from tests.problems.premises import SALE, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout reverse` says of it."""
    with company(*SALE):
        run()
        return verb("reverse", "Customer 1", "--why", "not ours")
