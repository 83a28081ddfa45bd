"""An invoice that has not crossed, because its customer was refused."""

from __future__ import annotations

from tests.problems.premises import SALE, by_hand, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout reverse` says of it."""
    with company(*SALE) as books:
        by_hand(books, "vendor", {"DisplayName": "Corner Store"})
        run()
        return verb("reverse", "INV-SO-1", "--why", "billed twice")
