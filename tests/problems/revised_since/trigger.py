"""An invoice is told anew with another amount; a person takes the first one back."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import SALE, company, load, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout reverse` says of the invoice that was sent first."""
    with company(*SALE):
        run()
        load(shop.invoiced("SO-1", "2026-03-10", 3, "27.00"))
        run()
        return verb("reverse", "INV-SO-1", "--why", "wrong amount")
