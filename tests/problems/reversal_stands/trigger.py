"""A payment was taken back; a person takes that back, too."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import SALE, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout reverse` says of the journal that took it back."""
    with company(*SALE, shop.paid("P-1", "2026-03-12", "SO-1", "30.00")):
        run()
        assert verb("reverse", "Payment P-1", "--why", "another customer") == []
        run()
        return verb("reverse", "P-1-R", "--why", "it was right after all")
