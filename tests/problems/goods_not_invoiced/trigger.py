"""A shipment of more than 30 days ago that nothing bills."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import company, run

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """The case that the run opens."""
    with company(
        *shop.MASTER, shop.received("R-1", "2026-03-01", 5), shop.shipped("SO-1", "2026-03-02", 3)
    ):
        return run()
