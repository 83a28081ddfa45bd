"""A receipt line closed twice before the first closing is posted."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import SALE, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What the second `tieout grni close` says."""
    said = ("grni", "close", "GR-1/1", "--day", "2026-03-20", "--why", "nothing more comes")
    with company(*SALE, shop.billed("B-1", "2026-03-09", "GR-1", 60, "120.00")):
        run()
        assert verb(*said) == []
        return verb(*said)
