"""A sale of goods is taken back by an act; its goods were shipped all the same."""

from __future__ import annotations

from tests.problems.premises import SALE, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """The case that `tieout reverse` leaves."""
    with company(*SALE):
        run()
        assert verb("reverse", "INV-SO-1", "--why", "billed twice") == []
        return run()
