"""A month is closed over a fact that was loaded and not run."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import SALE, company, load, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout periods` says of it."""
    with company(*SALE):
        run()
        load(shop.received("GR-2", "2026-03-12", 5))
        return verb("periods", "close", "2026-03-31", "--yes")
