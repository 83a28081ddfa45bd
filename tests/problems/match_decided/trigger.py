"""A party that has its record already."""

from __future__ import annotations

from tests.problems.premises import SALE, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout import create` says of it."""
    with company(*SALE):
        run()
        return verb("import", "create", "customer", "C-1", "--why", "another store")
