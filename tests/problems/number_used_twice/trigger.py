"""Two systems state an invoice each under one number."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import SALE, company, run

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """The case that the run opens."""
    other = shop.invoiced("SO-1", "2026-03-12", 1, "10.00") | {"id": "77", "source": "webstore"}
    with company(*SALE, other):
        return run()
