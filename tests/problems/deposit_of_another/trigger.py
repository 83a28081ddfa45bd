"""Another customer pays for the order that was billed."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import SALE, company, run

from tieout.core.problem import Problem

OTHER = shop.CUSTOMER | {"id": "C-2", "party": "C-2", "name": "Harbour Deli"}


def problems() -> list[Problem]:
    """The case that the run opens."""
    paid = shop.paid("PAY-1", "2026-03-09", "SO-1", "30.00") | {"customer": "C-2", "order": "SO-1"}
    del paid["invoice"]
    with company(*SALE, OTHER, paid):
        return run()
