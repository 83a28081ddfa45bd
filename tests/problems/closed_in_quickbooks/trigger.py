"""Books that a person closes while a run is under way."""

from __future__ import annotations

from tests.problems.premises import SALE, Answer, Change, company, interposed, lever, run

from quickbooks_emulator.online.exchange import Request, Response
from quickbooks_emulator.online.server import Application
from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """The cases that the run leaves."""
    with company(*SALE) as books, interposed(books, closing(books)):
        return run()


def closing(books: Application) -> Change:
    """The closing date is set when the first request of the run is answered."""

    def change(request: Request, answer: Answer) -> Response:
        response = answer()
        if request.path.endswith("/batch"):
            lever(books, "closing-date", {"date": "2026-03-31"})
        return response

    return change
