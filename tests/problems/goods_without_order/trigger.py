"""An invoice of goods that names no order, more than 30 days ago."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import company, run

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """The case that the run opens."""
    bare = shop.invoiced("SO-1", "2026-03-02", 3, "30.00") | {"order": ""}
    with company(*shop.MASTER, bare):
        return run()
