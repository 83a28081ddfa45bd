"""The case of a refused document, closed without saying what becomes of it."""

from __future__ import annotations

from tests.problems.premises import SALE, by_hand, case_id, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout cases resolve` says of it."""
    with company(*SALE) as books:
        by_hand(books, "vendor", {"DisplayName": "Corner Store"})
        run()
        return verb("cases", "resolve", case_id("delivery"), "--why", "seen")
