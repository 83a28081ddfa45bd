"""The case of a bill without its goods, closed without saying what becomes of the amount in GRNI."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import SALE, case_id, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout cases resolve` says of it."""
    with company(*SALE, shop.billed("B-9", "2026-03-11", "GR-9", 6, "12.00")):
        run()
        return verb("cases", "resolve", case_id("costing"), "--why", "seen")
