"""A reclassification stated twice before it is posted."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import SALE, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What the second `tieout grni reclassify` says."""
    said = ("grni", "reclassify", "--through", "2026-03-31", "--why", "month end")
    with company(*SALE, shop.billed("B-9", "2026-03-11", "GR-9", 6, "12.00")):
        run()
        assert verb(*said) == []
        return verb(*said)
