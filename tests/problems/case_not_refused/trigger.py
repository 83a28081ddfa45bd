"""A case about a fact, tried again as if it were a document."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import case_id, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout cases retry` says of it."""
    with company(*shop.MASTER, {**shop.received("GR-1", "2026-03-02", 1), "supplier": "S-404"}):
        run()
        return verb("cases", "retry", case_id("admission"))
