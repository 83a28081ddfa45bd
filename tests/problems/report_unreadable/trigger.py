"""A general ledger that QuickBooks cuts within a single day."""

from __future__ import annotations

from tests.problems.premises import SALE, Answer, company, interposed, run, verb

from quickbooks_emulator.online.exchange import Request, Response
from quickbooks_emulator.online.jsontext import dumps, loads
from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What stops `tieout reconcile`."""
    with company(*SALE) as books, interposed(books, cut):
        run()
        return verb("reconcile", "--through", "2026-03-31")


def cut(request: Request, answer: Answer) -> Response:
    """The words QuickBooks ends a report with when it has more than 400,000 cells."""
    response = answer()
    if not request.path.endswith("/reports/GeneralLedger"):
        return response
    report = loads(response.text)
    words = {"value": "Unable to display more data. Please reduce the date range."}
    report["Rows"].setdefault("Row", []).append({"ColData": [words]})
    return Response(response.status, dumps(report))
