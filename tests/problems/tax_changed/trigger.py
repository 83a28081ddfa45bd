"""A sale that QuickBooks stores with a tax of its own."""

from __future__ import annotations

from tests.problems.premises import SALE, Answer, company, interposed, run

from quickbooks_emulator.online.exchange import Request, Response
from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """The case that `tieout run` leaves."""
    with company(*SALE) as books, interposed(books, taxed):
        return run()


def taxed(_request: Request, answer: Answer) -> Response:
    """The invoice bears a tax of 2.40 that nobody sent."""
    response = answer()
    return Response(response.status, response.text.replace('"TotalTax":0', '"TotalTax":2.40'))
