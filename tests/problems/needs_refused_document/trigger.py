"""A sale whose customer QuickBooks refused."""

from __future__ import annotations

from tests.problems.premises import SALE, company, interposed, refusing, run

from tieout.core.problem import Problem

WORDS = ("2040", "Invalid String", "Element contains invalid characters: Corner Store")


def problems() -> list[Problem]:
    """The cases that `tieout run` leaves."""
    with company(*SALE) as books, interposed(books, refusing("Customer", *WORDS)):
        return run()
