"""A reclassification at the end of a month whose books are closed."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import NAME, SALE, company, run, verb

from tieout.core.problem import Problem
from tieout.runtime.company import change_setting, open_company


def problems() -> list[Problem]:
    """What `tieout grni reclassify` says of it."""
    with company(*SALE, shop.billed("B-9", "2026-03-11", "GR-9", 6, "12.00")):
        run()
        change_setting(open_company(NAME), "closed_through", "2026-03-31")
        return verb("grni", "reclassify", "--through", "2026-03-31", "--why", "month end")
